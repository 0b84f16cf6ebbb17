"""The stack of an adjoint: what the forward sweep overwrites, popped in the opposite order, as C."""

from __future__ import annotations

from dataclasses import dataclass

from lecture14.cdiff.program.names import Names

DEFINITIONS = """\
/* What the forward sweep overwrites; it grows as needed. */
typedef struct {
    double *values;
    size_t count, room;
} Stack;

static void PUSH(Stack *stack, double value)
{
    if (stack->count == stack->room) {
        const size_t room = stack->room > 0 ? 2 * stack->room : 64;
        double *values = realloc(stack->values, room * sizeof *values);
        if (values == NULL) {
            abort();
        }
        stack->values = values;
        stack->room = room;
    }
    stack->values[stack->count++] = value;
}

static double POP(Stack *stack)
{
    return stack->values[--stack->count];
}"""


@dataclass(frozen=True)
class Stack:
    """The names of the type and of its functions in one generated file."""

    type: str
    push: str
    pop: str

    @classmethod
    def named(cls, names: Names) -> Stack:
        """Names that the file does not use."""
        return cls(names.fresh("Stack"), names.fresh("push"), names.fresh("pop"))

    def pieces(self) -> list[tuple[str, list[str]]]:
        """The names and the definitions; an int is a double there, exactly."""
        text = DEFINITIONS.replace("Stack", self.type).replace("PUSH", self.push).replace("POP", self.pop)
        definitions = [piece.splitlines() for piece in text.split("\n\n")]
        return list(zip((self.type, self.push, self.pop), definitions, strict=True))
