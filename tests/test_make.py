"""make.py: which commands a task runs, on which system, what it says when something is missing, what it passes on."""

import re
import tomllib
from pathlib import Path

import pytest

import make

ROOT = Path(__file__).parents[1]


class Machine:
    """Notes the commands that it is asked to run; those that contain one of the words `fails` exit with 3.

    An environment that is to be made gets a Python.
    """

    def __init__(self, *fails):
        self.fails, self.commands, self.environments = fails, [], []

    def __call__(self, command, environment=None, text=None):
        self.commands.append(" ".join(command))
        self.environments.append(environment)
        if any(word in self.commands[-1] for word in self.fails):
            return 3
        if "venv" in command:
            python = Path(command[-1]) / "bin/python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return 0


@pytest.fixture
def project(tmp_path):
    """A folder as after a fresh clone, with two notebooks."""
    for name in ("requirements.txt", "pyproject.toml", "book/b.ipynb", "book/a.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / "requirements-test.txt").write_text("ruff==1.0\nuv==0.9.1\n")
    return tmp_path


def with_environment(project, system="posix"):
    """The same folder as after the first task."""
    python = project / ".venv" / {"posix": "bin/python", "nt": "Scripts/python.exe"}[system]
    python.parent.mkdir(parents=True)
    python.touch()
    make.Tasks(project, Machine(), system)._install("requirements.txt", "requirements-test.txt")
    return project


@pytest.mark.parametrize(("system", "python"), [("posix", "bin/python"), ("nt", "Scripts/python.exe")])
def test_book_is_one_command_of_the_environments_python(project, system, python):
    machine = Machine()
    make.Tasks(with_environment(project, system), machine, system).book()
    assert machine.commands == [f"{project / '.venv' / python} book/build.py"]


def test_preview_shows_the_book_while_it_is_written(project):
    machine = Machine()
    make.Tasks(with_environment(project), machine).preview()
    assert machine.commands == [f"{project / '.venv/bin/python'} book/preview.py"]


def test_lab_fills_the_folder_to_work_in_and_opens_it(project):
    machine = Machine()
    make.Tasks(with_environment(project), machine).lab()
    fill, opens = (command.partition(" ")[2] for command in machine.commands)
    assert fill == "book/handouts.py work"
    assert opens.startswith(
        "-m jupyterlab --notebook-dir work --LabApp.default_url=/lab/tree/00-start-here.ipynb"
    )


@pytest.mark.parametrize(("task", "option"), [("student", ""), ("instructor", " --solutions")])
def test_a_class_gets_what_the_notebooks_are_now(project, task, option):
    machine = Machine()
    old = project / "_build" / task / "old.ipynb"
    old.parent.mkdir(parents=True)
    old.touch()
    getattr(make.Tasks(with_environment(project), machine), task)()
    assert not old.exists()
    assert machine.commands[-1].endswith(f"book/handouts.py _build/{task}{option}")


def test_cloud_holds_what_the_notebooks_are_now(project):
    machine = Machine()
    old = project / "_build/cloud/old.ipynb"
    old.parent.mkdir(parents=True)
    old.touch()
    make.Tasks(with_environment(project), machine).cloud()
    assert not old.exists()
    assert machine.commands[-1].endswith("-m book.cloud _build/cloud")


def test_test_ends_in_pytest_with_the_notebooks_by_name(project):
    machine = Machine()
    make.Tasks(with_environment(project), machine).test()
    assert machine.commands[-1].endswith("--nbval book/a.ipynb book/b.ipynb tests lecture14")
    assert "-m pytest -n 2 -m not browser_python" in machine.commands[-1]
    assert [c.partition(" ")[2] for c in machine.commands if "mypy" in c or "build" in c] == [
        "-m mypy",
        "book/build.py",
    ]


@pytest.mark.parametrize(("system", "python"), [("posix", "bin/python"), ("nt", "Scripts/python.exe")])
def test_oldest_runs_the_packages_tests_in_an_environment_of_the_lowest_versions(project, system, python):
    machine, again, changed = Machine(), Machine(), Machine()
    make.Tasks(with_environment(project, system), machine, system).test_oldest()
    venv, install, tests = machine.commands
    assert venv.endswith(
        f"-m uv venv --quiet --python {project / '.venv' / python} {project / '.venv-oldest'}"
    )
    assert f"--python {project / '.venv-oldest'} --resolution lowest-direct" in install
    assert install.endswith("--extra check -r pyproject.toml")
    assert tests.startswith(f"{project / '.venv-oldest' / python} -m pytest")
    assert tests.endswith("tests/autodiff tests/clustering lecture14/autodiff lecture14/clustering")
    make.Tasks(project, again, system).test_oldest()
    assert again.commands == [tests]
    (project / "pyproject.toml").write_text("another bound\n")
    make.Tasks(project, changed, system).test_oldest()
    assert sum("lowest-direct" in command for command in changed.commands) == 1


def test_newest_runs_the_fast_tests_with_a_second_python(project, capsys):
    machine, again, missing = Machine(), Machine(), Machine("python3.13 -c")
    make.Tasks(with_environment(project), machine).test_newest()
    asked, venv, install, tests = machine.commands
    assert asked.startswith("python3.13 -c")
    assert venv.endswith(f"-m uv venv --quiet --python python3.13 {project / '.venv-newest'}")
    assert install.endswith(f"--python {project / '.venv-newest'} -r requirements-test.txt")
    make.Tasks(project, again).test_fast()
    assert tests.partition(" ")[2] == again.commands[-1].partition(" ")[2]
    assert tests.startswith(f"{project / '.venv-newest/bin/python'} -m pytest -n 2 -m not slow")
    make.Tasks(project, missing).test_newest()
    assert len(missing.commands) == 1
    assert "python3.13 was not found: the fast tests have not run" in capsys.readouterr().out


def test_an_oldest_environment_that_could_not_be_filled_is_made_again(project):
    with pytest.raises(SystemExit):
        make.Tasks(with_environment(project), Machine("lowest-direct")).test_oldest()
    machine = Machine()
    make.Tasks(project, machine).test_oldest()
    assert [" venv " in machine.commands[0], "lowest-direct" in machine.commands[1]] == [True, True]


def test_lite_is_built_in_an_environment_of_its_own_after_the_browsers_python(project):
    (project / "requirements-lite.txt").write_text("jupyterlite-core==0.6.4\n")
    machine, again = Machine(), Machine()
    make.Tasks(with_environment(project), machine).lite()
    book, python, venv, install, lite = machine.commands
    assert book.endswith("book/build.py")
    assert venv.endswith(str(project / ".venv-lite"))
    assert install.endswith(f"--python {project / '.venv-lite'} -r requirements-lite.txt")
    assert python == f"{project / '.venv/bin/python'} book/pyodide.py"
    assert lite == f"{project / '.venv-lite/bin/python'} -m book.lite"
    make.Tasks(project, again).lite()
    assert again.commands == [book, python, lite]


def test_slides_and_pdf_are_made_of_the_built_book_and_are_a_part_of_the_site(project):
    (project / "requirements-lite.txt").touch()
    slides, pdf, site = Machine(), Machine(), Machine()
    make.Tasks(with_environment(project), slides).slides()
    python = project / ".venv/bin/python"
    assert slides.commands == [f"{python} book/build.py", f"{python} book/slides.py"]
    make.Tasks(project, site).site()
    assert site.commands[-4].endswith("-m book.lite")
    downloads = f"{python} -m book.downloads"
    assert site.commands[-3:] == [
        f"{python} book/slides.py",
        f"{python} -m book.pdf --if-possible",
        downloads,
    ]
    make.Tasks(project, pdf).pdf()
    assert [command.partition(" ")[2] for command in pdf.commands] == ["book/build.py", "-m book.pdf"]


def test_a_site_goes_on_without_the_browsers_python_and_not_without_the_book(project):
    (project / "requirements-lite.txt").touch()
    without, broken = Machine("book/pyodide.py"), Machine("book/build.py")
    make.Tasks(with_environment(project), without).site()
    assert [c.partition(" ")[2] for c in without.commands] == [
        "book/build.py", "book/pyodide.py", "book/slides.py", "-m book.pdf --if-possible", "-m book.downloads"
    ]  # fmt: skip
    with pytest.raises(SystemExit):
        make.Tasks(project, broken).site()
    assert len(broken.commands) == 1


def test_zip_packs_the_site_and_serve_has_the_types_of_the_web(project):
    (project / "requirements-lite.txt").touch()
    machine, serve = Machine(), Machine()
    make.Tasks(with_environment(project), machine).zip()
    assert [command.partition(" ")[2] for command in machine.commands[-2:]] == [
        "-m book.downloads", "-m book.downloads.stick"
    ]  # fmt: skip
    make.Tasks(project, serve).serve()
    assert serve.commands[-1] == f"{project / '.venv/bin/python'} _build/html/serve.py"


def test_tools_run_in_an_environment_of_their_own_that_pip_fills(project):
    (project / "requirements-tools.txt").write_text("jax==0.1\n")
    machine, again = Machine(), Machine()
    make.Tasks(with_environment(project), machine).tools()
    python = project / ".venv-tools/bin/python"
    venv, install, tools = machine.commands
    assert venv.endswith(
        f"-m uv venv --quiet --seed --python {project / '.venv/bin/python'} {project / '.venv-tools'}"
    )
    assert install == f"{python} -m pip install --quiet -r requirements-tools.txt"
    assert tools == f"{python} -m book.tools.run"
    make.Tasks(project, again).tools()
    assert again.commands == [tools]


def test_the_tools_have_the_books_numpy():
    """The constraint is the lock of the tests, which pins NumPy for the book, too."""
    assert "\n-c requirements-test.txt\n" in (ROOT / "requirements-tools.txt").read_text()
    assert re.search("(?m)^numpy==", (ROOT / "requirements-test.txt").read_text())


def test_what_takes_minutes_in_the_browser_is_a_task_of_its_own(project):
    (project / "requirements-lite.txt").touch()
    machine = Machine()
    make.Tasks(with_environment(project), machine).test_browser()
    assert machine.commands[-2].endswith("-m book.lite")
    assert machine.commands[-1].endswith("-m pytest -m browser_python tests/runner")


def test_what_the_oldest_environment_installs_is_what_the_package_needs():
    """The package's own tests need no more than the extra `check`, whose bounds are all lower ones."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    check = project["dependencies"] + project["optional-dependencies"]["check"]
    assert "numpy>=2.0" in check
    assert all(re.fullmatch(r"[\w-]+(\[[\w,]+\])?>=[\d.]+", bound) for bound in check)
    assert project["optional-dependencies"]["test"][0] == "lecture14[check]"


def test_first_task_makes_the_environment_and_later_ones_do_not(project):
    first, again, changed = Machine(), Machine(), Machine()
    make.Tasks(project, first).book()
    assert [re.search(r"version_info|ensurepip|-m \w+( pip)?|build", c)[0] for c in first.commands] == [
        "version_info", "ensurepip", "-m venv", "-m pip", "-m uv pip", "build"
    ]  # fmt: skip
    assert "uv==0.9.1" in first.commands[3]
    make.Tasks(project, again).book()
    assert len(again.commands) == 1
    (project / "requirements.txt").write_text("numpy==9\n")
    make.Tasks(project, changed).book()
    assert sum("install" in c for c in changed.commands) == 2


def test_pip_installs_where_uv_cannot(project):
    machine = Machine("-m uv")
    make.Tasks(project, machine)._install("requirements.txt")
    assert machine.commands[-1].endswith(
        "-m pip install --quiet --disable-pip-version-check -r requirements.txt"
    )


def test_what_could_not_be_installed_is_tried_again(project):
    with pytest.raises(SystemExit) as stop:
        make.Tasks(project, Machine("-r requirements.txt")).book()
    assert stop.value.code == 3
    assert not list(project.glob(".venv/*.stamp"))


@pytest.mark.parametrize(
    ("fails", "says"),
    [("version_info", "Python 3.11 or newer was not found"), ("ensurepip", "lacks the module venv")],
)
def test_what_is_missing_is_said_in_a_sentence(project, fails, says):
    with pytest.raises(SystemExit, match=says):
        make.Tasks(project, Machine(fails)).book()
    assert not (project / ".venv").exists()


def test_another_python_is_found_when_this_one_is_too_old(project):
    machine = Machine(f"{make.sys.executable} -c", "python3 -c")
    make.Tasks(project, machine)._make_environment()
    assert machine.commands[-1].startswith("python3.13 -m venv")


def test_first_failure_ends_the_task_with_its_code(project):
    machine = Machine("ruff check")
    with pytest.raises(SystemExit) as stop:
        make.Tasks(with_environment(project), machine).test()
    assert stop.value.code == 3
    assert machine.commands[-1].endswith("ruff check")


def test_bytecode_is_kept(project, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    machine = Machine()
    make.Tasks(with_environment(project), machine).book()
    assert "PYTHONDONTWRITEBYTECODE" not in machine.environments[0]


def test_clean_leaves_what_was_written_by_hand(project):
    (with_environment(project) / "lecture14.egg-info").mkdir()
    make.Tasks(project, Machine()).test_oldest()
    make.Tasks(project, Machine()).clean()
    assert sorted(p.name for p in project.iterdir()) == [
        "book", "pyproject.toml", "requirements-test.txt", "requirements.txt"
    ]  # fmt: skip


def test_a_command_is_run_and_its_code_comes_back(capfd):
    program = "import sys; print(sys.stdin.read().upper()); sys.exit(5)"
    assert make.execute([make.sys.executable, "-c", program], text="naïve") == 5
    assert capfd.readouterr().out.strip() == "NAÏVE"
    assert make.execute(["there-is-no-such-program"]) == 127


def test_help_and_the_makefile_list_the_same_tasks(capsys):
    make.main([])
    shown = re.findall(r"make ([\w-]+) +\S", capsys.readouterr().out)
    assert shown == re.search("TASKS := (.*)", (ROOT / "Makefile").read_text())[1].split()


def test_unknown_task_is_refused():
    with pytest.raises(SystemExit, match="pages is no task; expected one of help, book"):
        make.main(["pages"])
