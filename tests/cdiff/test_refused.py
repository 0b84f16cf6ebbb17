"""What is not differentiated is refused at its line and column, with what to write instead; nothing of it ever runs."""

from __future__ import annotations

import builtins

import pycparser.c_parser  # noqa: F401 (an import runs a module: before the test forbids it)
import pytest

from lecture14.cdiff import Refused, differentiate

F = "double f(double x) { "
# The text, where it is refused, and words of the sentence.
REFUSED = {
    "goto": (F + "again: x = x*2; goto again; return x; }", (1, 22), "write if, while or for"),
    "goto_ahead": (F + "\n  goto end;\n end: return x; }", (2, 3), "write if, while or for"),
    "switch": (F + "switch (1) { case 1: return x; } return x; }", (1, 22), "write if and else"),
    "do": (F + "do x = x/2; while (x > 1); return x; }", (1, 22), "write while"),
    "struct": ("struct point { double x; };\n" + F + "return x; }", (1, 8), "struct"),
    "struct_local": (F + "\nstruct { double a; } s; return x; }", (2, 8), "struct"),
    "member": (F + "return x.a; }", (1, 29), "struct"),
    "union": ("union u { double x; int i; };\n" + F + "return x; }", (1, 7), "union"),
    "enum": ("enum { N = 3 };\n" + F + "return x; }", (1, 1), "write const int"),
    "typedef": ("typedef double real;\n" + F + "return x; }", (1, 16), "typedef"),
    "malloc": (F + "double *p = malloc(8); return x; }", (1, 29), "a pointer"),
    "malloc_call": (F + "return malloc(8); }", (1, 29), "let the caller pass the array"),
    "pointer_arithmetic": ("double f(double *p) { return *(p + 1); }", (1, 32), "index it, as in x[i]"),
    "pointer_step": ("double f(double *p) { p++; return *p; }", (1, 23), "p is an array"),
    "address": (F + "return *&x; }", (1, 31), "the operator &"),
    "pointer_to_pointer": ("double f(double **p) { return p[0][0]; }", (1, 18), "pass an array"),
    "function_pointer": ("double f(double (*g)(double)) { return g(1.0); }", (1, 18), "pass an array"),
    "global": ("double total = 0;\n" + F + "total += x; return total; }", (1, 8), "pass it as a parameter"),
    "static": (F + "static double s = 0; s += x; return s; }", (1, 36), "static"),
    "extern": ("extern double k;\n" + F + "return x*k; }", (1, 15), "pass it as a parameter"),
    "volatile": (F + "volatile double s = x; return s; }", (1, 38), "volatile"),
    "printf": ("#include <stdio.h>\n" + F + 'printf("%g", x); return x; }', (2, 22), "print in another function"),
    "varargs": ("double f(double x, ...) { return x; }", (1, 20), "pass an array and its size"),
    "cast": (F + "return (int)x; }", (1, 29), "write floor or trunc"),
    "implicit_cast": (F + "int k = x; return k; }", (1, 30), "the value of an int is a double"),
    "implicit_cast_assigned": (F + "int k; k = x; return k; }", (1, 33), "the value of an int is a double"),
    "implicit_cast_added": (F + "int k = 1; k += x; return k; }", (1, 33), "write floor or trunc"),
    "implicit_cast_index": ("double f(double x[], double i) { return x[i]; }", (1, 43), "an index is a double"),
    "implicit_cast_passed": ("double g(int k) { return k; } double f(double x) { return g(x); }", (1, 61), "double"),
    "float": ("float f(float x) { return x; }", (1, 15), "write double or int"),
    "long": ("double f(long n) { return n; }", (1, 15), "write double or int"),
    "unsigned": (F + "unsigned k = 1; return x*k; }", (1, 31), "write double or int"),
    "suffix": (F + "return 1.5f*x; }", (1, 29), "write decimals without a letter"),
    "octal": (F + "return x*010; }", (1, 31), "write decimals without a letter"),
    "large_int": (F + "return x*3000000000; }", (1, 31), "write a double, with a point"),
    "large_double": (F + "return x*1e999; }", (1, 31), "write a smaller number"),
    "character": (F + "return x + 'a'; }", (1, 33), "write numbers"),
    "bits": (F + "return x*(3 & 1); }", (1, 32), "works on bits"),
    "comma": (F + "double s; s = (1, x); return s; }", (1, 37), "one statement for each"),
    "assignment_within": (F + "double s; return s = x; }", (1, 39), "an assignment within"),
    "step_within": ("double f(double x[], int i) { return x[i++]; }", (1, 40), "write i += 1"),
    "dropped": (F + "x*2; return x; }", (1, 22), "assign it, or leave it out"),
    "dropped_call": ("int k(int n) { return n; }\n" + F + "k(1); return x; }", (2, 22), "is dropped"),
    "undeclared": (F + "return x*N; }", (1, 31), "N is not declared here"),
    "undeclared_call": (F + "return g(x); }", (1, 29), "g is no function of this file"),
    "prototype_alone": ("double g(double);\n" + F + "return g(x); }", (2, 29), "define it in this file"),
    "no_rule": (F + "return lgamma(x); }", (1, 29), "digamma, is not in math.h"),
    "abs": (F + "return abs(x); }", (1, 29), "write fabs"),
    "too_many": (F + "return sin(x, x); }", (1, 29), "sin takes 1 arguments; 2 came"),
    "too_few": ("double g(double x) { return x; }\n" + F + "return g(); }", (2, 29), "takes 1 arguments; 0 came"),
    "own_sin": ("double sin(double x) { return x; }", (1, 8), "a name of C's own"),
    "main": ("int main(void) { return 0; }", (1, 5), "a name of C's own"),
    "twice": (F + "return x; }\n" + F + "return x; }", (2, 8), "defined twice"),
    "declared_twice": (F + "double s = x; double s = 1; return s; }", (1, 43), "declared twice"),
    "no_return": (F + "if (x > 0) return x; }", (1, 8), "without a return"),
    "return_nothing": (F + "return; }", (1, 22), "return does not fit"),
    "return_something": ("void f(double x[]) { return x[0]; }", (1, 22), "return does not fit"),
    "break": (F + "break; return x; }", (1, 22), "outside of a loop"),
    "const_written": ("void f(const double x[]) { x[0] = 1; }", (1, 28), "x is const"),
    "const_passed": ("void g(double x[]) { x[0] = 1; }\nvoid f(const double x[]) { g(x); }", (2, 30), "x is const"),
    "ints_written": ("void f(int k[]) { k[0] = 1; }", (1, 19), "k is const"),
    "array_as_number": ("double f(double x[]) { return x; }", (1, 31), "write an index"),
    "array_expected": ("double g(double x[]) { return x[0]; }\ndouble f(double x) { return g(x); }", (2, 31), "array"),
    "too_many_indices": ("double f(double x[]) { return x[0][0]; }", (1, 31), "no array with so many"),
    "number_as_array": (F + "return x[0]; }", (1, 29), "no array"),
    "size": ("double f(double x, int n) { double a[n]; return x; }", (1, 36), "make it a parameter"),
    "large_array": (F + "double a[1000][1000]; return x; }", (1, 29), "1000000 items"),
    "many_values": (F + "double a[1] = {1, 2}; return x; }", (1, 37), "2 values for 1 items"),
    "counting_doubles": (F + "for (double t = 0; t < 1; t += 0.1) x *= t; return x; }", (1, 22), "write while"),
    "writes_within": (
        "double g(double x[]) { x[0] *= 2; return 1; }\ndouble f(double x[]) { return x[0] + g(x); }",
        (2, 24), "its own statement",
    ),
    "writes_and_reads": (
        "double g(double x[]) { x[0] *= 2; return 1; }\nvoid f(double x[]) { x[0] += g(x); }",
        (2, 22), "its own statement",
    ),
    "writes_in_condition": (
        "double g(double x[]) { x[0] *= 2; return 1; }\ndouble f(double x[]) { if (g(x) > 0) return 1; return 2; }",
        (2, 24), "its own statement",
    ),
    "int_that_writes": ("int f(double x[]) { x[0] = 1; return 1; }", (1, 5), "returns an int and writes"),
    "define": ("\n#define N 3\n" + F + "return x*N; }", (2, 1), "const int"),
    "define_function": ("#define sin cos\n" + F + "return sin(x); }", (1, 1), "needs a preprocessor"),
    "if": (F + "\n  #if 0\n x = 2*x;\n#endif\nreturn x; }", (2, 3), "needs a preprocessor"),
    "include": ('#include "other.h"\n' + F + "return x; }", (1, 1), "only #include of a standard header"),
    "include_other": ("#include <assert.h>\n" + F + "return x; }", (1, 1), "float, stdio) is read; leave others out"),
    "type_of_a_header": (
        "#include <stddef.h>\ndouble f(double x, size_t n) { return x*n; }", (2, 20),
        "the type size_t: write double or int",
    ),
    "c_without_a_rule": (F + "return round(x); }", (1, 29), "write a function of your own, under another name"),
    "include_path": ("#include </etc/passwd>\n" + F + "return x; }", (1, 1), "only #include of a standard header"),
    "pragma": ("#pragma GCC poison x\n" + F + "return x; }", (1, 1), "needs a preprocessor"),
    "pragma_operator": ('_Pragma("once")\n' + F + "return x; }", (1, 1), "belongs to the compiler"),
    "continued": ("// a comment \\\n" + F + "return x; }", (1, 14), "plain ASCII"),
    "trigraph": ("// what??/\n" + F + "return x; }", (1, 8), "plain ASCII"),
    "foreign_letter": (F + "return x\u00d72; }", (1, 30), "plain ASCII"),
    "null": (F + "return x;\0 }", (1, 31), "plain ASCII"),
    "reserved": ("double f(double __LINE__) { return __LINE__; }", (1, 17), "belongs to the compiler"),
    "old": ("double f(x) double x; { return x; }", (1, 8), "a parameter list of old C"),
    "no_names": ("double f(double) { return 1; }", (1, 10), "write double x"),
    "empty": ("", (1, 1), "defines no function"),
    "only_a_comment": ("/* f */", (1, 1), "defines no function"),
    "no_c": ("def f(x):\n    return x", (1, 1), "this is no C"),
    "unfinished": (F + "return x;", (1, 31), "this is no C"),
    "open_comment": (F + "return x; } /* no end", (1, 34), "this is no C"),
    "open_text": (F + 'return "x; }', (1, 29), "this is no C"),
    "operator_missing": (F + "\n  return 2 x; }", (2, 12), "this is no C"),
    "nested": (F + "return " + "("*5000 + "x" + ")"*5000 + "; }", None, "nests too deeply"),
    "signs": (F + "return " + "- "*5000 + "x; }", None, "nests too deeply"),
    "sum": (F + "return x" + " + x"*5000 + "; }", None, "nests too deeply"),
    "branches": (F + "if (x > 1) x = 1; else "*2000 + "x = 2; return x; }", None, "nests too deeply"),
    "blocks": (F + "{"*3000 + "}"*3000 + "return x; }", None, "nests too deeply"),
    # What a reader that hands text to Python's exec would have run.
    "python_call": (F + "return __import__('os').system('true'); }", (1, 29), "belongs to the compiler"),
    "python_lambda": (F + "return (lambda: x)(); }", None, "this is no C"),
    "python_attribute": (F + "return x.real; }", (1, 29), "struct"),
    "python_list": (F + "return [x for x in (1, 2)][0]; }", None, "this is no C"),
    "python_string": (F + 'return exec("1"); }', (1, 29), "exec is no function of this file"),
    "shell": (F + 'system("true"); return x; }', (1, 22), "system is"),
    "assembler": (F + 'asm("nop"); return x; }', (1, 22), "asm is"),
    "statement_expression": (F + "return ({ x; }); }", (1, 30), "a block within an expression"),
    "name_of_a_function": ("double f(double x) { return sin; }", (1, 29), "sin is not declared"),
    "parameter_injection": ("double f(double x=__import__('os')) { return x; }", (1, 19), "belongs to the compiler"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text that reached Python's exec or eval would fail the test."""

    def never(*_: object) -> None:
        raise AssertionError("a text was to be run")

    monkeypatch.setattr(builtins, "exec", never)
    monkeypatch.setattr(builtins, "eval", never)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_its_place(name: str) -> None:
    text, place, words = REFUSED[name]
    with pytest.raises(Refused) as caught:
        differentiate(text)
    assert words in str(caught.value)
    assert str(caught.value).startswith(
        f"line {caught.value.place.line}, column {caught.value.place.column}: "
    )
    lines = text.split("\n")
    assert 1 <= caught.value.place.line <= len(lines)
    assert 1 <= caught.value.place.column <= len(lines[caught.value.place.line - 1]) + 1
    if place is not None:
        assert caught.value.place == place


def test_lines_are_counted_through_comments_and_includes() -> None:
    text = (
        "#include <math.h>\n/* one\n   two */\ndouble f(double x) { // three\n  return x + /* four */ y;\n}"
    )
    with pytest.raises(Refused, match="line 5, column 25: y is not declared here"):
        differentiate(text)


def test_ends_of_lines_as_on_windows() -> None:
    text = "#include <math.h>\r\ndouble f(double x) { // one\r\n  return x; /* two\r\n */ }\r\n"
    assert differentiate(text) == differentiate(text.replace("\r", ""))


def test_a_text_is_expected() -> None:
    with pytest.raises(TypeError, match="text is a int; expected a C file as a str"):
        differentiate(3)  # type: ignore[arg-type]
