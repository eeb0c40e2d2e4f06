"""The walls of the house as checks on source text: each takes a folder and names what breaks through, file by file."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

STOREYS = ("kpis", "sample_data", "data_adapters", "pages", "app")  # imports run from right to left only
LONGEST_FILE = 300
KPIS_MAY_IMPORT = {"pandas", "numpy", "scipy", "statsmodels", "sqlalchemy", "kpis"}
ENGINE_NAMES = {"create_engine", "engine_from_config", "Session", "sessionmaker", "orm"}
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH|PRAGMA|ATTACH|COPY|MERGE)\b"
                 r"|^\s*(select\b.*\bfrom|insert\s+into|update\b.*\bset|delete\s+from|create\s+(table|view)|drop\s+table)\b",
                 re.DOTALL)  # fmt: skip
FORBIDDEN_ARGUMENTS = {
    "on_click": "is lost after a restart; write inline: if st.form_submit_button(): …",
    "unsafe_allow_html": "lets typed text become HTML",
    "unsafe_allow_javascript": "lets typed text become a program",
}


def sources(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each python file below the folders (default: all storeys and app.py), as its name and its syntax tree."""
    for path in files(root):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0].removesuffix(".py") in (folders or STOREYS):
            yield name, ast.parse(path.read_text(encoding="utf-8"), name)


def files(root: Path) -> list[Path]:
    """The project's python files; hidden folders and the data in `home` are not the project's."""
    def ours(path: Path) -> bool:
        return not any(part.startswith(".") or part == "home" for part in path.relative_to(root).parts)

    return sorted(path for path in root.rglob("*.py") if ours(path))


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module a file imports, by full name; `from a.b import c` gives "a.b" and "a.b.c"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def upward_imports(root: Path) -> list[str]:
    """Imports run one way: kpis <- sample_data <- data_adapters <- pages <- app.py; relative ones hide the way."""
    found = []
    for name, tree in sources(root):
        own = STOREYS.index(name.split("/")[0].removesuffix(".py"))
        for module in imported(tree):
            top = module.split(".")[0]
            if module.startswith(".") or (top in STOREYS and STOREYS.index(top) > own):
                found.append(f"{name} imports {module}")
    return found


def import_circles(root: Path) -> list[str]:
    """No module imports itself, however many steps it takes."""
    trees = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree for name, tree in sources(root)}
    graph = {module: {m for m in imported(tree) if m in trees and m != module} for module, tree in trees.items()}
    for module, tree in trees.items():  # `from package import part` needs the part, not the package, unless it says so
        graph[module] = {m for m in graph[module] if not any(other.startswith(m + ".") for other in graph[module])}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        return [" -> ".join(circle.args[1])]
    return []


def foreign_imports_in_kpis(root: Path) -> list[str]:
    """The metrics layer knows no engine, no file, no Streamlit: only arithmetic and SQLAlchemy expressions."""
    found = []
    for name, tree in sources(root, "kpis"):
        for module in imported(tree):
            parts = module.split(".")
            engine = parts[0] == "sqlalchemy" and ENGINE_NAMES & set(parts)
            if engine or parts[0] not in KPIS_MAY_IMPORT | set(sys.stdlib_module_names):
                found.append(f"{name} imports {module}")
        found += [f"{name}:{call.lineno} makes an engine or opens a file" for call in _calls(tree)
                  if called(call) in {"open", "create_engine", "read_text", "write_text", "read_csv", "read_parquet"}]  # fmt: skip
    return found


def streamlit_outside_pages(root: Path) -> list[str]:
    """Streamlit appears only in app.py and pages."""
    return [f"{name} imports {module}" for name, tree in sources(root, "kpis", "sample_data", "data_adapters")
            for module in imported(tree) if module.split(".")[0] == "streamlit"]  # fmt: skip


def altair_outside_charts(root: Path) -> list[str]:
    """Charts are built in one place."""
    return [f"{name} imports {module}" for name, tree in sources(root) if not name.startswith("pages/parts/charts/")
            for module in imported(tree) if module.split(".")[0] in ("altair", "vl_convert")]  # fmt: skip


def long_files(root: Path) -> list[str]:
    """No python file above 300 lines, tests included."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files(root)}
    return [f"{path.relative_to(root).as_posix()} has {n} lines" for path, n in lengths.items() if n > LONGEST_FILE]


def ungated_pages(root: Path) -> list[str]:
    """The first statement of every page after its imports is page = open_page("<its name>", "<permission>")."""
    found = []
    for path in sorted((root / "pages").glob("[!_]*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        first = next((s for s in body[1:] if not isinstance(s, ast.Import | ast.ImportFrom)), None)
        opened = ast.unparse(first) if first else ""
        if not ast.get_docstring(ast.Module(body, [])) or not opened.startswith(f"page = open_page({path.stem!r}, "):
            found.append(f"pages/{path.name} does not open with its gate")
    return found


def forbidden_arguments(root: Path) -> list[str]:
    """Arguments of Streamlit that lose writes or let typed text run; on_click="ignore" calls nothing."""
    return [f"{name}:{call.lineno} {word.arg}: {FORBIDDEN_ARGUMENTS[word.arg]}" for name, tree in sources(root)
            for call in _calls(tree) for word in call.keywords
            if word.arg in FORBIDDEN_ARGUMENTS and not isinstance(getattr(word.value, "value", None), str)]  # fmt: skip


def sql_in_text(root: Path) -> list[str]:
    """Queries are SQLAlchemy expressions: no text(), no SQL put together from strings."""
    found = []
    for name, tree in sources(root):
        texts = "sqlalchemy.text" in imported(tree) or "sqlalchemy.sql.text" in imported(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_sql_text(node, texts):
                found.append(f"{name}:{node.lineno} text()")
            elif isinstance(node, ast.JoinedStr | ast.BinOp) and SQL.search(_beginning(node)):
                found.append(f"{name}:{node.lineno} SQL put together from strings")
    return found


def pickles(root: Path) -> list[str]:
    """Nothing is unpickled: a pickle is a program."""
    return [f"{name} imports {module}" for name, tree in sources(root) for module in imported(tree)
            if module.split(".")[0] in PICKLES] + [
            f"{name}:{call.lineno} {called(call)}" for name, tree in sources(root) for call in _calls(tree)
            if called(call) in {"read_pickle", "to_pickle"}]  # fmt: skip


def bare_excepts(root: Path) -> list[str]:
    """An except names what it expects."""
    return [f"{name}:{node.lineno} bare except" for name, tree in sources(root) for node in ast.walk(tree)
            if isinstance(node, ast.ExceptHandler) and node.type is None]  # fmt: skip


def unbounded_caches(root: Path) -> list[str]:
    """Streamlit's caches live in pages/parts/cache.py and say how many entries they keep."""
    found = []
    for name, tree in sources(root, "pages"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute | ast.Name) or _tail(node) not in ("cache_data", "cache_resource"):
                continue
            bounded = any(word.arg == "max_entries" for call in _calls(tree) if call.func is node for word in call.keywords)
            if not bounded:
                found.append(f"{name}:{node.lineno} {_tail(node)} without max_entries")
    return found


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last part of the name that is called: "read_csv" of pd.read_csv(…)."""
    return _tail(call.func)


def _tail(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_sql_text(call: ast.Call, imported_by_name: bool) -> bool:
    if isinstance(call.func, ast.Attribute):
        return ast.unparse(call.func) in ("sa.text", "sqlalchemy.text")
    return imported_by_name and called(call) == "text"


def _beginning(node: ast.expr) -> str:
    """The first constant text of an f-string, or of texts put together by + or %; empty for everything else."""
    if isinstance(node, ast.BinOp):
        return _beginning(node.left) if isinstance(node.op, ast.Add | ast.Mod) else ""
    if isinstance(node, ast.JoinedStr):
        return _beginning(node.values[0]) if node.values else ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


WALLS: tuple[Callable[[Path], list[str]], ...] = (
    upward_imports, import_circles, foreign_imports_in_kpis, streamlit_outside_pages, altair_outside_charts, long_files,
    ungated_pages, forbidden_arguments, sql_in_text, pickles, bare_excepts, unbounded_caches,
)  # fmt: skip
