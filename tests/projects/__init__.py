"""The tests of the projects on the page "Projects that extend the package" (`book/extend.md`), a module a project.

A reader's file stands in the option, `python -m pytest tests/projects/test_colouring.py --solution my_file.py`. Without
it they test the file of the same name in `solutions`, and `test_wrong_solutions` shows that each of them can fail.
"""
