"""What is not differentiated, and what to write instead."""

from __future__ import annotations

# Functions of C's library.
INSTEAD = {
    "abs": "write fabs for doubles",
    "fma": "write x*y + z",
    "fdim": "write fmax(x - y, 0.0)",
    "malloc": "let the caller pass the array",
    "calloc": "let the caller pass the array",
    "realloc": "let the caller pass the array",
    "free": "let the caller keep the array",
    "printf": "print in another function",
    "tgamma": "its derivative is not in the rule table",
    "lgamma": "its derivative, digamma, is not in math.h",
}
# Kinds of nodes in pycparser's tree: what stands in the file, and the way out.
CONSTRUCTS = {
    "ArrayDecl": ("an array of this kind", "write double and sizes that are numbers"),
    "Alignas": ("an alignment", "leave it out"),
    "Assignment": ("an assignment within an expression", "give it a statement of its own"),
    "Case": ("case", "write if and else"),
    "Compound": ("a block within an expression", "write a function"),
    "CompoundLiteral": ("a compound literal", "declare a variable"),
    "Constant": ("text in quotes", "write numbers"),
    "DeclList": ("a declaration", "declare before the loop"),
    "DoWhile": ("do", "write while"),
    "EllipsisParam": ("a variable number of arguments", "pass an array and its size"),
    "Enum": ("enum", "write const int"),
    "ExprList": ("a comma", "write one statement for each"),
    "Goto": ("goto", "write if, while or for"),
    "InitList": ("a list of values", "write one value, or declare an array"),
    "Label": ("a label", "write if, while or for"),
    "Pragma": ("a pragma", "leave it out"),
    "PtrDecl": ("a pointer", "pass an array, as in double x[]"),
    "StaticAssert": ("_Static_assert", "leave it out"),
    "Struct": ("struct", "pass its members as doubles and arrays"),
    "StructRef": ("a member of a struct", "pass its members as doubles and arrays"),
    "Switch": ("switch", "write if and else"),
    "Typedef": ("typedef", "write double or int"),
    "TypeDecl": ("a type of this kind", "write double or int"),
    "Union": ("union", "pass doubles and arrays"),
}
