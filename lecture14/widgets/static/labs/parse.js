/* Python's expressions and assignments, read into a tree: precedence climbing over the tokens of a text.
   A tree's nodes carry the names of Python's own: {type: "BinOp", op: "**", left, right, at}. `at` is where a reader sees
   the thing, {line, column, length}, and every error says it too, with what to write instead. */
(function (Lecture14) {
  "use strict";
  const LONGEST = 2000;
  // How strongly operators bind; the exponent's own operand may carry a sign, 2**-x.
  const IF = 1, OR = 2, AND = 3, NOT = 4, COMPARE = 5, SIGN = 8;
  const BINARY = { "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7, "**": 9 };
  const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
  const TOKEN = new RegExp([
    /(?<space>[ \t\r\f]+|#[^\n]*)/, /(?<end>\n|;)/,
    /(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)/, /(?<name>[\p{L}_][\p{L}\p{M}\p{N}_]*)/,
    /(?<op>\*\*=|\/\/=|\*\*|\/\/|[<>=!]=|[-+*\/%]=|[-+*\/%<>=(),.:])/,
  ].map((part) => part.source).join("|"), "uy");
  const NUMBER = /^(?:(?:0[0_]*|[1-9](?:_?\d)*)|(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*(?=[eE]))(?:[eE][+-]?\d(?:_?\d)*)?)$/;
  const INSTEAD = {
    "^": "write ** for a power", "&": "write and", "|": "write or; for an absolute value write abs(x)", "!": "write not",
    "~": "write not", "?": "write a if c else b", "[": "write the entries as variables, x1 and x2", "]": "write (",
    "{": "write (", "}": "write )", "@": "write the sum of products out", "\\": "put the expression in parentheses",
    "×": "write *", "·": "write *", "⋅": "write *", "−": "write -", "–": "write -", "÷": "write /", "√": "write sqrt(x)",
    "²": "write **2", "³": "write **3", "≤": "write <=", "≥": "write >=", "≠": "write !=", "'": "write numbers and names alone",
    '"': "write numbers and names alone", "π": "write pi", "$": "write names of letters, digits and _",
  };
  const KEYWORDS = {
    for: "write the steps out, one line each", while: "write the steps out, one line each", lambda: "write the expression alone",
    import: "leave it out: sin and np.sin are known", from: "leave it out: sin and np.sin are known", in: "compare with ==",
    is: "compare with ==", True: "write 1", False: "write 0", None: "write a number", elif: "write a if c else b",
    class: "write assignments and an expression", try: "write assignments and an expression", await: "write the expression alone",
    with: "write assignments and an expression", yield: "write return", pass: "write an expression", del: "leave it out",
    assert: "leave it out", global: "leave it out", nonlocal: "leave it out", raise: "leave it out", async: "leave it out",
    break: "leave it out", continue: "leave it out", except: "leave it out", finally: "leave it out",
  };
  const SYNTAX = ["and", "or", "not", "if", "else", "return", "def"];

  class Misread extends Error {
    constructor(what, instead, at) {
      super(`line ${at.line}, column ${at.column}: ${what}${instead ? `; ${instead}` : ""}`);
      Object.assign(this, { what, instead, at });
    }
  }

  function tokens(text) {
    const found = [];
    let line = 1, start = 0, depth = 0, indent = 0, fresh = true;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const from = TOKEN.lastIndex, at = { line, column: from - start + 1, length: 1 };
      const match = TOKEN.exec(text);
      if (!match) {
        const sign = String.fromCodePoint(text.codePointAt(from));
        throw new Misread(`${sign} is not understood`, INSTEAD[sign] ?? "write numbers, names and operators of Python", at);
      }
      const word = match[0], kind = Object.keys(match.groups).find((k) => match.groups[k] !== undefined);
      at.length = word.length;
      if (kind === "space" && fresh && word[0] !== "#" && found.at(-1)?.text !== ";") indent = word.length;
      if (word === "(") depth++;
      if (word === ")") depth--;
      if (kind === "number" && !NUMBER.test(word))
        throw new Misread(`${word} is no number of Python`, `write ${Number(word.replace(/_/g, "")) || "another"}`, at);
      if (kind !== "space" && !(kind === "end" && depth > 0)) {
        found.push({ kind: kind === "name" && (SYNTAX.includes(word) || KEYWORDS[word]) ? "word" : kind,
          text: kind === "name" ? word.normalize("NFKC") : word, at, ...(fresh && kind !== "end" ? { indent } : {}) });
        fresh = kind === "end";
        if (fresh) indent = word === ";" ? found.findLast((t) => "indent" in t)?.indent ?? 0 : 0;
      }
      if (word === "\n") [line, start] = [line + 1, TOKEN.lastIndex];
    }
    found.push({ kind: "end", text: "", at: { line, column: text.length - start + 1, length: 1 } });
    return found;
  }

  class Parser {
    constructor(text) {
      if (text.length > LONGEST)
        throw new Misread(`the program has ${text.length} characters`, `write at most ${LONGEST}`, { line: 1, column: 1, length: 1 });
      this.tokens = tokens(text);
      this.position = 0;
    }
    get next() { return this.tokens[this.position]; }
    get following() { return this.tokens[this.position + 1] ?? this.next; }
    fail(what, instead, token = this.next) { throw new Misread(what, instead, token.at); }
    sees(...texts) { return this.next.kind !== "end" && texts.includes(this.next.text); }
    take(text, instead) {
      if (!this.sees(text)) this.fail(`${this.shown()} stands where ${text} should`, instead ?? `write ${text}`);
      return this.tokens[this.position++];
    }
    shown(token = this.next) {
      return token.kind !== "end" ? token.text : token.text === ";" ? ";" : token.text ? "the end of the line" : "the end of the program";
    }

    expression(strength = 0) {
      let left = this.operand(strength);
      for (;;) {
        const token = this.next, power = token.kind === "op" ? BINARY[token.text] : undefined;
        if (power > strength) {
          this.position++;
          left = { type: "BinOp", op: token.text, left, right: this.expression(token.text === "**" ? SIGN : power), at: token.at };
        } else if (this.sees(...COMPARISONS) && COMPARE > strength) {
          left = { type: "Compare", left, ops: [], rights: [], at: token.at };
          while (this.sees(...COMPARISONS)) {
            left.ops.push(this.tokens[this.position++].text);
            left.rights.push(this.expression(COMPARE));
          }
        } else if ((this.sees("and") && AND > strength) || (this.sees("or") && OR > strength)) {
          left = { type: "BoolOp", op: token.text, values: [left], at: token.at };
          while (this.sees(left.op)) {
            this.position++;
            left.values.push(this.expression(left.op === "and" ? AND : OR));
          }
        } else if (this.sees("if") && IF > strength) {
          this.position++;
          const test = this.expression(IF);
          this.take("else", "write a if c else b");
          left = { type: "IfExp", test, body: left, orelse: this.expression(0), at: token.at };
        } else return left;
      }
    }

    operand(strength) {
      const token = this.next;
      if (token.kind === "number") {
        this.position++;
        if (this.next.kind === "name" || this.next.text === "(")
          this.fail(`${this.shown()} follows the number ${token.text}`, `write ${token.text}*${this.shown()}`);
        return { type: "Constant", value: Number(token.text.replace(/_/g, "")), text: token.text, at: token.at };
      }
      if (this.sees("+", "-") || (this.sees("not") && strength <= NOT)) {
        this.position++;
        return { type: "UnaryOp", op: token.text, operand: this.expression(token.text === "not" ? NOT : SIGN), at: token.at };
      }
      if (this.sees("not")) this.fail("not stands where a number should", "put not and its operand in parentheses");
      if (this.sees("(")) {
        this.position++;
        const inner = this.values(")");
        this.take(")", "close the parenthesis");
        return inner;
      }
      if (token.kind === "name") return this.named();
      if (token.kind === "word" && KEYWORDS[token.text]) this.fail(`labs do not know ${token.text}`, KEYWORDS[token.text]);
      if (this.sees("=")) this.fail("= stands where a value should", "write == to compare, name = value to assign");
      return this.fail(`${this.shown()} stands where a value should`, "write a number, a name, a call or a parenthesis");
    }

    named() {
      const token = this.tokens[this.position++], name = { type: "Name", id: token.text, at: token.at };
      if (this.sees(".")) {
        this.position++;
        const member = this.next;
        if (member.kind !== "name") this.fail(`${this.shown()} follows the point`, "write np.sin(x), or a number such as 0.5");
        this.position++;
        if (token.text === "math") this.fail(`math.${member.text} takes floats alone`, `write np.${member.text}`, token);
        if (!["np", "numpy"].includes(token.text))
          this.fail(`${token.text} has no .${member.text} here`, `write np.${member.text}`, token);
        Object.assign(name, { type: "Attribute", module: token.text, id: member.text });
        name.at = { ...token.at, length: member.at.column + member.at.length - token.at.column };
      }
      if (!this.sees("(")) {
        if (this.next.kind === "name" || this.next.kind === "number")
          this.fail(`${this.shown()} follows ${name.id}`, `write ${name.id}*${this.shown()}`);
        return name;
      }
      this.position++;
      const args = [];
      while (!this.sees(")")) {
        args.push(this.expression());
        if (this.sees("=")) this.fail("functions take values without names here", `write ${name.id}(x)`);
        if (!this.sees(",")) break;
        this.position++;
      }
      this.take(")", "close the parenthesis");
      return { type: "Call", func: name, args, at: name.at };
    }

    /** One expression, or several with commas between them: a tuple. */
    values(closing) {
      const first = this.expression(), at = this.next.at;
      if (!this.sees(",")) return first;
      const elements = [first];
      while (this.sees(",")) {
        this.position++;
        if (this.next.kind === "end" || this.sees(closing)) break;
        elements.push(this.expression());
      }
      return { type: "Tuple", elements, at };
    }

    statement() {
      const token = this.next, operator = this.following.text;
      if (this.sees("return")) {
        this.position++;
        return { type: "Return", value: this.values(), at: token.at };
      }
      if (this.sees("if", "def")) this.fail(`labs do not know the statement ${token.text}`, token.text === "if" ? "write a if c else b" : "write one def, on the first line");
      if (token.kind === "name" && this.following.kind === "op" && /^([-+*\/%]|\*\*|\/\/)?=$/.test(operator)) {
        this.position += 2;
        const value = this.values();
        if (this.sees("=")) this.fail("one line assigns to one name", "write two lines");
        return operator === "=" ? { type: "Assign", target: token.text, value, at: token.at }
          : { type: "AugAssign", target: token.text, op: operator.slice(0, -1), value, at: token.at };
      }
      const value = this.values();
      if (this.next.kind === "op" && /=$/.test(this.next.text)) this.fail(`only a name can stand before ${this.shown()}`, "write name = value");
      return { type: "Expr", value, at: token.at };
    }

    header() {
      if (!this.sees("def")) return null;
      this.position++;
      const name = this.tokens[this.position++], args = [];
      if (name.kind !== "name") this.fail(`${this.shown(name)} is no name of a function`, "write def f(x1, x2):", name);
      this.take("(", "write def f(x1, x2):");
      while (this.next.kind === "name") {
        args.push(this.tokens[this.position++].text);
        if (this.sees("=", ":")) this.fail("an input is a name alone", "write def f(x1, x2):");
        if (!this.sees(",")) break;
        this.position++;
      }
      this.take(")", "write def f(x1, x2):");
      this.take(":", "end the line of def with a colon");
      if (new Set(args).size < args.length) this.fail("an input's name occurs twice", "write two names", name);
      return { name: name.text, args };
    }

    program() {
      const skip = () => { while (this.next.kind === "end" && this.position < this.tokens.length - 1) this.position++; };
      skip();
      const def = this.header(), body = [];
      let indent = def ? null : 0;
      for (skip(); this.next.kind !== "end"; skip()) {
        if ("indent" in this.next) {
          indent ??= this.next.indent;
          if (this.next.indent !== indent || (def && indent === 0))
            this.fail(`the line begins with ${this.next.indent} spaces`, def ? "indent all lines below def alike" : "begin at the margin");
        }
        body.push(this.statement());
        if (this.next.kind !== "end") this.fail(`${this.shown()} is not expected here`, "write an operator before it, or begin a new line");
      }
      if (!body.length) this.fail("there is nothing to compute", "write an expression such as x1*x2 + sin(x1)");
      return { def, body };
    }
  }

  Object.assign(Lecture14, { Misread, parse: (text) => new Parser(text).program() });
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
