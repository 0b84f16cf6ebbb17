/* sources a8767e7ce5f02bdd6a00930a3551efb63dbc9ec731c32291ff0de6e74c48ff5c
MIT License

Copyright (c) 2023 Jonas Pytte

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

"""
This license applies to parts of the `package/src/prism` subdirectory originating
from https://github.com/PrismJS/prism:

MIT LICENSE

Copyright (c) 2012 Lea Verou

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
"""
*/
(()=>{var _={},T=Symbol(),j=Symbol(),Q=e=>typeof e=="string"?v[e]:e,v={plain:_,plaintext:_,text:_,txt:_},P=(e,n)=>(n[j]||U)(e,n),U=(e,n)=>{for(var t=[e],a,i=[],r=0;a=Q(n[T]);)delete n[T],Object.assign(n,a);for(V(e,n,t,0);i[r++]=t[0],t=t[1];);return i};var V=(e,n,t,a,i)=>{for(var r in n)if(n[r])for(var l=0,s=n[r],o,b=Array.isArray(s)?s:[s];o=b[l];l++){if(i&&i[0]==r&&i[1]==l)return;for(var f=o.pattern||o,w=Q(o.inside),se=o.lookbehind,C=f.global,oe=o.alias,c=t,u=a;c&&(!i||u<i[2]);u+=c[0].length,c=c[1]){var y=c[0],M=0,m;if(!(y instanceof k)){if(f.lastIndex=C?u:0,m=f.exec(C?e:y),!m&&C)break;if(m&&m[0]){var R=se&&m[1]?m[1].length:0,g=m.index+R,S=m[0].slice(R),O=g+S.length,L,s;if(C){for(;s=u+c[0].length,g>=s;c=c[1],u=s);if(c[0]instanceof k)continue;for(L=c,s=u;(s+=L[0].length)<O;L=L[1],M++);y=e.slice(u,s),g-=u,O-=u}for(var I=y.slice(O),$=u+y.length,F=new k(r,w?P(S,w):S,S,oe),p=c,le=0,Y;p=p[1],le++<M;);I&&(!p||p[0]instanceof k?p=[I,p]:p[0]=I+p[0]),u+=g,c[0]=g?y.slice(0,g):F,g?c=c[1]=[F,p]:c[1]=p,M&&(V(e,n,c,u,Y=[r,l,$]),$=Y[2]),i&&$>i[2]&&(i[2]=$)}}}}};function k(e,n,t,a){this.type=e,this.content=n,this.alias=a,this.length=t.length}var x=/[()[\]{}.,:;]/;var J={punctuation:/\./};var W={"format-spec":{pattern:/(:)[^(){}:]+(?=\}$)/,lookbehind:!0},"conversion-option":{pattern:/![sra](?=[:}]$)/,alias:"punctuation"}};W[T]=v.py=v.python={comment:/#.*/g,"string-interpolation":{pattern:/(?:fr?|rf)(?:("""|''')[^]*?\1|(["'])(?:\\[^]|(?!\2)[^\\\n])*\2)/gi,inside:{interpolation:{pattern:/((?:^|[^{])(?:\{\{)*)\{(?!\{)(?:[^{}]|\{(?:[^{}]|\{[^}]*\})*\})*\}/,lookbehind:!0,inside:W},string:/[^]+/}},"triple-quoted-string":{pattern:/(?:br?|rb?|u)?("""|''')[^]*?\1/gi,alias:"string"},string:/(?:br?|rb?|u)?(["'])(?:\\[^]|(?!\1)[^\\\n])*\1/gi,function:{pattern:/((?:^|\s)def[ 	]+)(?!\d)\w+(?=\s*\()/,lookbehind:!0},"class-name":{pattern:/(\bclass\s+)\w+/i,lookbehind:!0},decorator:{pattern:/(^[ 	]*)@\w+(?:\.\w+)*/m,lookbehind:!0,alias:"annotation punctuation",inside:J},keyword:/\b(?:_(?=\s*:)|and|as|assert|async|await|break|case|class|continue|de[fl]|elif|else|except|exec|finally|f?or|from|global|i[fns]|import|lambda|match|nonlocal|not|pass|print|raise|return|try|while|with|yield)\b/,builtin:/\b(?:__import__|abs|all|any|apply|ascii|basestring|bin|bool|buffer|bytearray|bytes|callable|chr|classmethod|cmp|coerce|compile|complex|delattr|dict|dir|divmod|enumerate|eval|execfile|file|filter|float|format|frozenset|getattr|globals|hasattr|hash|help|hex|id|input|int|intern|isinstance|issubclass|iter|len|list|locals|long|ma[px]|memoryview|min|next|object|oct|open|ord|pow|property|raw_input|reduce|reload|repr|reversed|round|set|setattr|slice|sorted|staticmethod|str|sum|super|tuple|type|unichr|unicode|vars|x?range|zip)\b/,boolean:/\b(?:False|True|None)\b/,number:/\b0(?:b(?:_?[01])+|o(?:_?[0-7])+|x(?:_?[a-f\d])+)\b|(?:\b\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\B\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?j?(?!\w)/i,operator:/!=|:=|\*\*=?|\/\/=?|<>|>>|<<|[%=<>/*+-]=?|[&|^~]/,punctuation:x};var ce={comment:"c1",string:"s2","triple-quoted-string":"s2","string-interpolation":"s2",interpolation:"",keyword:"k",boolean:"kc",builtin:"nb",number:"mf",function:"nf","class-name":"nc",decorator:"nd",operator:"o"};function*X(e,n=""){for(let t of e)if(typeof t=="string")yield[t,n];else{let a=t.content==="print"?"builtin":t.type;yield*X([t.content].flat(),ce[a]??n)}}var Z=e=>X(P(e,v.python));function K(e,n){let t=document.createElement("span");return t.className=e,t.textContent=n,t}function N(e){let n=[K("run-line","")];for(let[t,a]of Z(e))t.split(`
`).forEach((i,r)=>{r&&n.push(K("run-line","")),i&&n.at(-1).append(a?K(a,i):i)});for(let t of n)t.append(`
`);return n}function ee(e){let n=([t,a])=>a==="s2"||a==="c1"?t.replace(/\S/g," "):t;return[...Z(e)].map(n).join("")}var h=4;function E(e,n,t,a,i=n+a.length,r=i){e.readOnly||e.disabled||(e.focus(),e.setSelectionRange(n,t),document.execCommand(a?"insertText":"delete",!1,a)||(e.setRangeText(a),e.dispatchEvent(new InputEvent("input",{bubbles:!0}))),e.setSelectionRange(i,r))}var A=(e,n)=>e.lastIndexOf(`
`,n-1)+1,z=e=>e.match(/^ */)[0].length,te=e=>e&&(e-1)%h+1;function B(e,n){let{value:t,selectionStart:a,selectionEnd:i}=e,r=A(t,a),l=i>a&&t[i-1]===`
`?i-1:i,s=(t.indexOf(`
`,l)+1||t.length+1)-1,o=t.slice(r,s).split(`
`),b=n(o),f=b.join(`
`);if(f===t.slice(r,s))return;let w=Math.max(r,a+b[0].length-o[0].length);E(e,r,s,f,w,Math.max(w,i+f.length-(s-r)))}function D(e){let{value:n,selectionStart:t,selectionEnd:a}=e;t===a?E(e,t,t," ".repeat(h-(t-A(n,t))%h)):B(e,i=>i.map(r=>r&&" ".repeat(h-z(r)%h)+r))}function H(e){B(e,n=>n.map(t=>t.slice(te(z(t)))))}function ue(e){B(e,n=>{let t=n.filter(i=>i.trim());if(t.length&&t.every(i=>/^\s*#/.test(i)))return n.map(i=>i.replace(/^(\s*)# ?/,"$1"));let a=Math.min(...t.map(z));return n.map(i=>i.trim()?`${i.slice(0,a)}# ${i.slice(a)}`:i)})}function de(e){let{value:n,selectionStart:t}=e,a=n.slice(0,t),i=A(n,t),r=ee(a).slice(i),l=z(a.slice(i));return/[:([{]\s*$/.test(r)?l+h:/^\s*(return|pass|break|continue|raise)\b/.test(r)?Math.max(0,l-h):l}function pe(e){let{value:n,selectionStart:t,selectionEnd:a}=e,i=t-A(n,t);return t!==a||!i||n.slice(t-i,t).trim()?!1:(E(e,t-te(i),t,""),!0)}function ne(e,n){let t=!1;e.addEventListener("blur",()=>t=!1),e.addEventListener("keydown",a=>{let{key:i,shiftKey:r,altKey:l}=a,s=a.ctrlKey||a.metaKey;if(a.isComposing||l||["Shift","Control","Meta"].includes(i))return;let o=t&&i==="Tab";if(t=i==="Escape",i==="Enter"&&(s||r))n?.();else if(i==="Tab"&&!s&&!o)(r?H:D)(e);else if(i==="/"&&s)ue(e);else if(!(i==="Backspace"&&!s&&!r&&pe(e)))return;a.preventDefault()}),e.addEventListener("beforeinput",a=>{if(a.inputType!=="insertLineBreak")return;let i=de(e);i&&(a.preventDefault(),E(e,e.selectionStart,e.selectionEnd,`
${" ".repeat(i)}`))})}var fe="run-code-help",me=[["→","Indent",D],["←","Dedent",H],...[..."()[]:=_'#"].map(e=>[e,null,n=>E(n,n.selectionStart,n.selectionEnd,e)])],ge={"(":"Opening parenthesis",")":"Closing parenthesis","[":"Opening bracket","]":"Closing bracket",":":"Colon","=":"Equals sign",_:"Underscore","'":"Quotation mark","#":"Number sign"},q=null,d=null;function G(e){if(d)return d;d=document.createElement("div"),d.className="run-foot",d.hidden=!0;let n=d.appendChild(document.createElement("p"));n.id=fe,n.textContent="Tab indents. Escape, then Tab, leaves the box. Ctrl+Enter runs it.",/Mac|iP/.test(navigator.platform)&&(n.textContent=n.textContent.replace("Ctrl","Cmd"));let t=d.appendChild(document.createElement("div"));t.setAttribute("role","toolbar"),t.setAttribute("aria-label","Keys");for(let[r,l,s]of me){let o=t.appendChild(document.createElement("button"));o.type="button",o.tabIndex=-1,o.textContent=r,o.setAttribute("aria-label",l??ge[r]),o.addEventListener("click",()=>q&&s(q))}for(let r of["pointerdown","mousedown"])t.addEventListener(r,l=>l.preventDefault());(e.closest("main")??document.body).append(d);let a=window.visualViewport,i=()=>{let r=Math.max(0,document.documentElement.clientHeight-a.offsetTop-a.height);d.style.transform=`translateY(${-r}px)`};for(let r of["resize","scroll"])a.addEventListener(r,i);return d}var ie=e=>G(e).querySelector("p").id;function ae(e){let n=()=>{q=e,G(e).hidden=!1,document.documentElement.style.setProperty("scroll-padding-bottom",`${d.offsetHeight+8}px`)};e.addEventListener("focus",n),e.addEventListener("blur",()=>{G(e).hidden=!0,document.documentElement.style.removeProperty("scroll-padding-bottom")}),document.activeElement===e&&n()}var re=Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype,"value"),ve={spellcheck:"false",autocorrect:"off",autocapitalize:"off",autocomplete:"off"};globalThis.codeEditor=(e,{onRun:n}={})=>{let t=e.parentElement;if(!t?.classList.contains("run-box"))throw new Error(`the code box ${e.id} lies in <${t?.localName}>; expected <div class="run-box"> around it`);if(t.classList.contains("run-painted"))throw new Error(`the code box ${e.id} has its editor already`);let a=document.createElement("div");a.className="run-paint highlight",a.setAttribute("aria-hidden","true");let i=a.appendChild(document.createElement("pre")),r=s=>{let o=i.children.length;if(s!==null&&!(Number.isInteger(s)&&s>=1&&s<=o))throw new RangeError(`line is ${s}; expected a whole number from 1 to ${o}, or null`);for(let[b,f]of[...i.children].entries())f.classList.toggle("run-marked",b+1===s);e.title=s===null?"":`The error is in line ${s}.`,e.setAttribute("aria-invalid",String(s!==null))},l=()=>{i.replaceChildren(...N(e.value)),r(null)};for(let[s,o]of Object.entries(ve))e.setAttribute(s,o);return e.setAttribute("aria-describedby",[e.getAttribute("aria-describedby"),ie(e)].filter(Boolean).join(" ")),Object.defineProperty(e,"value",{get:()=>re.get.call(e),set:s=>{re.set.call(e,s),l()}}),e.addEventListener("input",l),ne(e,n),ae(e),l(),t.append(a),t.classList.add("run-painted"),{get value(){return e.value},set value(s){e.value=s},focus:()=>e.focus(),mark:r}};})();
