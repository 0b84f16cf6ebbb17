"""Names that C allows: what the language, math.h and the compiler keep, and letters that C may not know."""

from __future__ import annotations

import re
from unicodedata import name as unicode_name
from unicodedata import normalize

KEYWORDS = """alignas alignof asm auto bool break case char const constexpr continue default do double else enum extern
false float for goto if inline int long main nullptr register restrict return short signed sizeof static static_assert
struct switch thread_local true typedef typeof typeof_unqual union unix linux i386 unsigned void volatile while"""

# Functions of math.h and complex.h, which also come with an f or an l at the end.
MATHEMATICS = """c?a?(cos|sin|tan)h? atan2 cbrt ceil copysign drem c?exp exp10 exp2 expm1 erf erfc c?abs fabs carg cimag
conj cproj creal fdim finite floor fma fmax fmin fmod frexp gamma hypot ilogb isinf isnan [jy][01n] ldexp
l?gamma[fl]?(_r)? tgamma ll?rint ll?round c?log c?log10 log1p log2 logb modf nan nearbyint nextafter nexttoward c?pow
pow10 remainder remquo rint round roundeven scalb scalbl?n significand sincos c?sqrt trunc"""
MACROS = r"(M|FP|MATH)_\w*[A-Z0-9]|HUGE_VAL[FL]?|INFINITY|S?NAN|math_errhandling|signgam|(float|double)_t"

# Functions of the C library of which compilers know the types.
LIBRARY = r"""l?l?abs imaxabs abort alloca aligned_alloc [mc]alloc realloc posix_memalign free _?exit v?fork r?index
exec(l|le|lp|v|ve|vp) bcmp bcopy bzero ffs(l|ll)? mem(ccpy|chr|cmp|cpy|move|pcpy|set) st[rp]n?(cpy|cat|cmp|len|dup)
str(chr|cspn|pbrk|rchr|spn|str|fmon|ftime) strn?case(cmp|str) to(lower|upper|ascii) tow(lower|upper) isw[a-z]+
is(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit|finite|normal|unordered)
is(greater|less)(equal|greater)? fpclassify signbit v?[fs]?n?(printf|scanf) f?put[cs](_unlocked)?
putchar(_unlocked)? fputs?(_unlocked)? fwrite(_unlocked)? d?c?gettext"""
WORDS = "|".join(f"{KEYWORDS} {LIBRARY}".split())
RESERVED = f"{WORDS}|(?:{'|'.join(MATHEMATICS.split())})[fl]?|{MACROS}"


def as_c(name: str) -> str:
    """A name in the letters that every C compiler takes, and outside what C keeps for compilers.

    Examples
    --------
    >>> as_c("x1"), as_c("μ"), as_c("Σ_x"), as_c("ẋ"), as_c("__LINE__")
    ('x1', 'mu', 'Sigma_x', 'x_dot', 'v__LINE__')
    """
    text = "".join(c if c.isascii() else _spoken(c) for c in normalize("NFKD", name))
    return re.sub(r"^(?=_[_A-Z]|\d)", "v", text)


def _spoken(letter: str) -> str:
    """A letter by the last word of its Unicode name: mu, Sigma; a mark above x by its own: x_dot."""
    words = unicode_name(letter, f"LETTER U{ord(letter):X}").replace("-", " ").split()
    if words[0] == "COMBINING":
        return f"_{words[1].lower()}"
    return words[-1].capitalize() if "CAPITAL" in words else words[-1].lower()
