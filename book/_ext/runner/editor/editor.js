/* sources 9fb0ad776e2e0db8abe673ca9686c2d8edaba29c501f8df242140c77814b40b7
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
(()=>{var P={},T=Symbol(),Y=Symbol(),Q=e=>typeof e=="string"?h[e]:e,h={plain:P,plaintext:P,text:P,txt:P},_=(e,n)=>(n[Y]||U)(e,n),U=(e,n)=>{for(var t=[e],r,i=[],a=0;r=Q(n[T]);)delete n[T],Object.assign(n,r);for(V(e,n,t,0);i[a++]=t[0],t=t[1];);return i};var V=(e,n,t,r,i)=>{for(var a in n)if(n[a])for(var o=0,s=n[a],l,v=Array.isArray(s)?s:[s];l=v[o];o++){if(i&&i[0]==a&&i[1]==o)return;for(var f=l.pattern||l,b=Q(l.inside),ie=l.lookbehind,k=f.global,ae=l.alias,c=t,u=r;c&&(!i||u<i[2]);u+=c[0].length,c=c[1]){var y=c[0],z=0,g;if(!(y instanceof w)){if(f.lastIndex=k?u:0,g=f.exec(k?e:y),!g&&k)break;if(g&&g[0]){var O=ie&&g[1]?g[1].length:0,m=g.index+O,S=g[0].slice(O),M=m+S.length,C,s;if(k){for(;s=u+c[0].length,m>=s;c=c[1],u=s);if(c[0]instanceof w)continue;for(C=c,s=u;(s+=C[0].length)<M;C=C[1],z++);y=e.slice(u,s),m-=u,M-=u}for(var I=y.slice(M),L=u+y.length,F=new w(a,b?_(S,b):S,S,ae),d=c,re=0,R;d=d[1],re++<z;);I&&(!d||d[0]instanceof w?d=[I,d]:d[0]=I+d[0]),u+=m,c[0]=m?y.slice(0,m):F,m?c=c[1]=[F,d]:c[1]=d,z&&(V(e,n,c,u,R=[a,o,L]),L=R[2]),i&&L>i[2]&&(i[2]=L)}}}}};function w(e,n,t,r){this.type=e,this.content=n,this.alias=r,this.length=t.length}var j=/[()[\]{}.,:;]/;var J={punctuation:/\./};var W={"format-spec":{pattern:/(:)[^(){}:]+(?=\}$)/,lookbehind:!0},"conversion-option":{pattern:/![sra](?=[:}]$)/,alias:"punctuation"}};W[T]=h.py=h.python={comment:/#.*/g,"string-interpolation":{pattern:/(?:fr?|rf)(?:("""|''')[^]*?\1|(["'])(?:\\[^]|(?!\2)[^\\\n])*\2)/gi,inside:{interpolation:{pattern:/((?:^|[^{])(?:\{\{)*)\{(?!\{)(?:[^{}]|\{(?:[^{}]|\{[^}]*\})*\})*\}/,lookbehind:!0,inside:W},string:/[^]+/}},"triple-quoted-string":{pattern:/(?:br?|rb?|u)?("""|''')[^]*?\1/gi,alias:"string"},string:/(?:br?|rb?|u)?(["'])(?:\\[^]|(?!\1)[^\\\n])*\1/gi,function:{pattern:/((?:^|\s)def[ 	]+)(?!\d)\w+(?=\s*\()/,lookbehind:!0},"class-name":{pattern:/(\bclass\s+)\w+/i,lookbehind:!0},decorator:{pattern:/(^[ 	]*)@\w+(?:\.\w+)*/m,lookbehind:!0,alias:"annotation punctuation",inside:J},keyword:/\b(?:_(?=\s*:)|and|as|assert|async|await|break|case|class|continue|de[fl]|elif|else|except|exec|finally|f?or|from|global|i[fns]|import|lambda|match|nonlocal|not|pass|print|raise|return|try|while|with|yield)\b/,builtin:/\b(?:__import__|abs|all|any|apply|ascii|basestring|bin|bool|buffer|bytearray|bytes|callable|chr|classmethod|cmp|coerce|compile|complex|delattr|dict|dir|divmod|enumerate|eval|execfile|file|filter|float|format|frozenset|getattr|globals|hasattr|hash|help|hex|id|input|int|intern|isinstance|issubclass|iter|len|list|locals|long|ma[px]|memoryview|min|next|object|oct|open|ord|pow|property|raw_input|reduce|reload|repr|reversed|round|set|setattr|slice|sorted|staticmethod|str|sum|super|tuple|type|unichr|unicode|vars|x?range|zip)\b/,boolean:/\b(?:False|True|None)\b/,number:/\b0(?:b(?:_?[01])+|o(?:_?[0-7])+|x(?:_?[a-f\d])+)\b|(?:\b\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\B\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?j?(?!\w)/i,operator:/!=|:=|\*\*=?|\/\/=?|<>|>>|<<|[%=<>/*+-]=?|[&|^~]/,punctuation:j};function E(e,n,t,r,i=n+r.length,a=i){e.focus(),e.setSelectionRange(n,t),document.execCommand(r?"insertText":"delete",!1,r)||(e.setRangeText(r),e.dispatchEvent(new InputEvent("input",{bubbles:!0}))),e.setSelectionRange(i,a)}var $=(e,n)=>e.lastIndexOf(`
`,n-1)+1,A=e=>e.match(/^ */)[0].length,X=e=>e&&(e-1)%4+1;function K(e,n){let{value:t,selectionStart:r,selectionEnd:i}=e,a=$(t,r),o=i>r&&t[i-1]===`
`?i-1:i,s=(t.indexOf(`
`,o)+1||t.length+1)-1,l=t.slice(a,s).split(`
`),v=n(l),f=v.join(`
`);if(f===t.slice(a,s))return;let b=Math.max(a,r+v[0].length-l[0].length);E(e,a,s,f,b,Math.max(b,i+f.length-(s-a)))}function B(e){let{value:n,selectionStart:t,selectionEnd:r}=e;t===r?E(e,t,t," ".repeat(4-(t-$(n,t))%4)):K(e,i=>i.map(a=>a&&" ".repeat(4-A(a)%4)+a))}function D(e){K(e,n=>n.map(t=>t.slice(X(A(t)))))}function se(e){K(e,n=>{let t=n.filter(i=>i.trim());if(t.length&&t.every(i=>/^\s*#/.test(i)))return n.map(i=>i.replace(/^(\s*)# ?/,"$1"));let r=Math.min(...t.map(A));return n.map(i=>i.trim()?`${i.slice(0,r)}# ${i.slice(r)}`:i)})}function oe(e,n){let{value:t,selectionStart:r}=e,i=t.slice(0,r),a=$(t,r),o=n(i).slice(a),s=A(i.slice(a));return/[:([{]\s*$/.test(o)?s+4:/^\s*(return|pass|break|continue|raise)\b/.test(o)?Math.max(0,s-4):s}function le(e){let{value:n,selectionStart:t,selectionEnd:r}=e,i=t-$(n,t);return t!==r||!i||n.slice(t-i,t).trim()?!1:(E(e,t-X(i),t,""),!0)}function Z(e,n,t){let r=!1;e.addEventListener("blur",()=>r=!1),e.addEventListener("keydown",i=>{let{key:a,shiftKey:o,altKey:s}=i,l=i.ctrlKey||i.metaKey;if(i.isComposing||s||["Shift","Control","Meta"].includes(a))return;let v=r&&a==="Tab";if(r=a==="Escape",a==="Enter"&&(l||o))t?.();else if(a==="Tab"&&!l&&!v)(o?D:B)(e);else if(a==="/"&&l)se(e);else if(!(a==="Backspace"&&!l&&!o&&le(e)))return;i.preventDefault()}),e.addEventListener("beforeinput",i=>{if(i.inputType!=="insertLineBreak")return;let a=oe(e,n);a&&(i.preventDefault(),E(e,e.selectionStart,e.selectionEnd,`
${" ".repeat(a)}`))})}var ce="run-code-help",ue=[["→","Indent",B],["←","Dedent",D],...[..."()[]:=_'#"].map(e=>[e,null,n=>E(n,n.selectionStart,n.selectionEnd,e)])],de={"(":"Opening parenthesis",")":"Closing parenthesis","[":"Opening bracket","]":"Closing bracket",":":"Colon","=":"Equals sign",_:"Underscore","'":"Quotation mark","#":"Number sign"},H=null,p=null;function q(e){if(p)return p;p=document.createElement("div"),p.className="run-foot",p.hidden=!0;let n=p.appendChild(document.createElement("p"));n.id=ce,n.textContent="Tab indents. Escape, then Tab, leaves the box. Ctrl+Enter runs it.",/Mac|iP/.test(navigator.platform)&&(n.textContent=n.textContent.replace("Ctrl","Cmd"));let t=p.appendChild(document.createElement("div"));t.setAttribute("role","toolbar"),t.setAttribute("aria-label","Keys");for(let[a,o,s]of ue){let l=t.appendChild(document.createElement("button"));l.type="button",l.tabIndex=-1,l.textContent=a,l.setAttribute("aria-label",o??de[a]),l.addEventListener("click",()=>H&&s(H))}for(let a of["pointerdown","mousedown"])t.addEventListener(a,o=>o.preventDefault());(e.closest("main")??document.body).append(p);let r=window.visualViewport,i=()=>{let a=Math.max(0,document.documentElement.clientHeight-r.offsetTop-r.height);p.style.transform=`translateY(${-a}px)`};for(let a of["resize","scroll"])r.addEventListener(a,i);return p}var x=e=>q(e).querySelector("p").id;function N(e){let n=()=>{H=e,q(e).hidden=!1};e.addEventListener("focus",n),e.addEventListener("blur",()=>q(e).hidden=!0),document.activeElement===e&&n()}var pe={comment:"c1",string:"s2","triple-quoted-string":"s2","string-interpolation":"s2",keyword:"k",boolean:"kc",builtin:"nb",number:"mf",function:"nf","class-name":"nc",decorator:"nd",operator:"o",interpolation:""},ee=Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype,"value"),ne=e=>_(e,h.python);function*G(e,n=""){for(let t of e)if(typeof t=="string")yield[t,n];else{let r=t.content==="print"?"builtin":t.type;yield*G([t.content].flat(),pe[r]??n)}}function fe(e){let n=[te()];for(let[t,r]of G(ne(e)))t.split(`
`).forEach((i,a)=>{if(a&&n.push(te()),!i)return;let o=document.createElement("span");o.className=r,o.textContent=i,n.at(-1).append(o)});for(let t of n)t.append(`
`);return n}function te(){let e=document.createElement("span");return e.className="run-line",e}function ve(e){let n=t=>t==="s2"||t==="c1";return[...G(ne(e))].map(([t,r])=>n(r)?t.replace(/\S/g," "):t).join("")}globalThis.codeEditor=(e,{onRun:n}={})=>{let t=e.parentElement;if(!t?.classList.contains("run-box"))throw new Error(`the code box ${e.id} lies in ${t?.outerHTML.slice(0,80)}; expected <div class="run-box"> around it`);let r=document.createElement("div");r.className="run-paint highlight",r.setAttribute("aria-hidden","true");let i=r.appendChild(document.createElement("pre")),a=s=>{let l=i.children.length;if(s!==null&&!(Number.isInteger(s)&&s>=1&&s<=l))throw new RangeError(`line is ${s}; expected a whole number from 1 to ${l}, or null`);for(let[v,f]of[...i.children].entries())f.classList.toggle("run-marked",v+1===s);e.title=s===null?"":`The error is in line ${s}.`,e.setAttribute("aria-invalid",String(s!==null))},o=()=>{i.replaceChildren(...fe(e.value)),a(null)};for(let s of["spellcheck","autocorrect","autocapitalize","autocomplete"])e.setAttribute(s,s==="spellcheck"?"false":"off");return e.setAttribute("aria-describedby",[e.getAttribute("aria-describedby"),x(e)].filter(Boolean).join(" ")),Object.defineProperty(e,"value",{configurable:!0,get:()=>ee.get.call(e),set:s=>(ee.set.call(e,s),o())}),e.addEventListener("input",o),Z(e,ve,n),N(e),o(),t.append(r),t.classList.add("run-painted"),{get value(){return e.value},set value(s){e.value=s},focus:()=>e.focus(),mark:a}};})();
