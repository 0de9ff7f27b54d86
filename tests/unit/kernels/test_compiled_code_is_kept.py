"""Files of compiled code in this process: names, hashes, where they are looked for, and how kernels are compiled ahead."""

import io
import json
import os
import pickle
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from numba import types

from pato.kernels import ahead, jit, processor


class Machine:
    """What numba tells of the processor that code is made for."""

    def magic_tuple(self):
        return "triple", "cpu", "features"


def made(**parts):
    told = {
        "lifted": (),
        "library": SimpleNamespace(has_dynamic_globals=False),
        "codegen": Machine(),
        "_reduce": lambda: ("source text", 5, ("more",)),
    }
    return SimpleNamespace(**told | parts)


def doubled(x):
    return 2 * x


HERE = SimpleNamespace(codegen=Machine)


def cache_in(folder, monkeypatch, shipped=None):
    monkeypatch.setattr(jit, "shipped_fit", lambda: shipped is not None)
    monkeypatch.setattr(jit, "SHIPPED", shipped)
    cache = jit._Cache(doubled, folder)
    cache._impl.rebuild = lambda context, data: (context, data)
    return cache


def test_code_is_kept_and_found_again_without_the_source_text(tmp_path, monkeypatch):
    cache = cache_in(tmp_path, monkeypatch)
    assert cache._load_overload("a signature", HERE) is None
    cache._save_overload("a signature", made())
    assert cache._load_overload("a signature", HERE) == (HERE, ("", 5, ("more",)))
    assert cache._load_overload("another", HERE) is None
    assert cache._cache_path == str(tmp_path)
    version = f"py{sys.version_info[0]}{sys.version_info[1]}{sys.abiflags}"
    files = sorted(f.name for f in tmp_path.iterdir())
    assert files == [f"{__name__}.doubled.{version}.{end}" for end in ("1.nbc", "nbi")]
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert sha256(content[32:]).digest() == content[:32]


@pytest.mark.parametrize(
    "parts", [{"lifted": ("a loop",)}, {"library": SimpleNamespace(has_dynamic_globals=True)}]
)
def test_code_that_holds_addresses_is_not_kept(tmp_path, monkeypatch, parts):
    cache = cache_in(tmp_path, monkeypatch)
    cache._save_overload("a signature", made(**parts))
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_nothing_is_kept_and_nothing_fails(tmp_path, monkeypatch):
    cache = cache_in(None, monkeypatch, None)
    cache._save_overload("a signature", made())
    assert cache._load_overload("a signature", HERE) is None
    full = cache_in(tmp_path, monkeypatch)
    full._cache_file.save = lambda *_: (_ for _ in ()).throw(OSError("no space left"))
    full._save_overload("a signature", made())


def test_kernels_of_a_release_come_first_under_the_releases_processor(tmp_path, monkeypatch):
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    cache = cache_in(own, monkeypatch, shipped)
    cache._save_overload("a signature", made())
    of, (triple, *_), code = cache._index_key("a signature", Machine())
    cache._shipped.save((of, (triple, "another", ""), code), "for another processor")
    assert cache._load_overload("a signature", HERE)[1][1] == 5
    cache._shipped.save((of, (triple, processor.TARGET, ""), code), "of the release")
    assert cache._load_overload("a signature", HERE) == (HERE, "of the release")
    assert cache_in(None, monkeypatch, shipped)._load_overload("a signature", HERE)[1] == "of the release"


@pytest.mark.parametrize("harm", [b"", b"no pickle", None])
def test_damaged_files_count_as_absent(tmp_path, monkeypatch, harm):
    cache = cache_in(tmp_path, monkeypatch)
    for ending in ("*.nbi", "*.nbc"):
        cache._save_overload("a signature", made())
        (file,) = tmp_path.glob(ending)
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if harm is None else harm)
        assert cache._load_overload("a signature", HERE) is None
    monkeypatch.setattr(jit, "sources_digest", lambda: "other sources")
    cache._save_overload("a signature", made())
    assert cache_in(tmp_path, monkeypatch)._load_overload("a signature", HERE) is None


def test_an_index_of_another_version_is_empty(tmp_path):
    file = jit._File(str(tmp_path), "name", "stamp")
    file.save("key", "data")
    assert file._load_index() == {"key": "name.1.nbc"}
    content = pickle.dumps((["another", "stamp"], {"key": "name.1.nbc"}))
    Path(file._index_path).write_bytes(sha256(content).digest() + content)
    assert file._load_index() == {}
    Path(file._index_path).write_bytes(b"1" + sha256(content).digest()[1:] + content)
    with pytest.raises(OSError, match=r"^not what was written$"):
        file._read(file._index_path)


def test_where_compiled_code_is_kept(tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    monkeypatch.setattr(jit, "__file__", str(source / "jit.py"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(jit.config, "CACHE_DIR", str(tmp_path / "told"), raising=False)
    find = jit.kept_in.__wrapped__
    told = find()
    assert told == tmp_path / "told" / "pato-kernels"
    assert told.stat().st_mode & 0o777 == 0o700
    assert list(told.iterdir()) == []
    told.chmod(0o777)
    assert find() is None  # others could write it, and no other place was told
    monkeypatch.setattr(jit.config, "CACHE_DIR", "", raising=False)
    assert find() == source / "__pycache__" / "pato-kernels"
    (source / "__pycache__" / "pato-kernels").chmod(0o720)
    user = tmp_path / "user" / "numba" / "pato-kernels"
    if sys.platform == "linux":
        assert find() == user
        user.rmdir()
        user.write_text("a file in the way")
        assert find() is None


def test_only_folders_of_this_user_are_private(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    assert jit.private(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    assert not jit.private(tmp_path)
    monkeypatch.setattr(jit.sys, "platform", "win32")
    assert jit.private(tmp_path)


def test_every_kernel_is_known_by_module_and_name():
    from pato.kernels import chances

    assert jit.KERNELS["pato.kernels.chances._powers"] is chances._powers


class Pair(NamedTuple):
    first: float
    rest: np.ndarray


TYPES = {
    "Array(float64, 2, 'C')": types.Array(types.float64, 2, "C"),
    "Array(boolean, 1, 'A', readonly=True)": types.Array(types.boolean, 1, "A", readonly=True),
    "int64": types.int64,
    "boolean": types.boolean,
    "Tuple((float64, int64,))": types.Tuple((types.float64, types.int64)),
    f"NamedTuple((float64, Array(int64, 1, 'C'),), named('{__name__}', 'Pair'))": types.NamedTuple(
        (types.float64, types.Array(types.int64, 1, "C")), Pair
    ),
}


def test_signatures_name_every_kind_of_argument():
    for words, kind in TYPES.items():
        assert ahead.written((kind,)) == f"({words},)"
        assert ahead.read(f"({words},)") == (kind,)
    both = (types.int64, types.boolean)
    assert ahead.written(both) == "(int64, boolean,)"
    for kind in (types.unicode_type, types.none):
        with pytest.raises(
            TypeError, match=f"^a kernel is called with {kind!r}: pass it arrays and numbers.$"
        ):
            ahead.written((kind,))


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Two kernels of a file of signatures, the first with two of them; what is compiled is noted."""
    done = []
    file = tmp_path / "signatures.json"
    file.write_text(
        json.dumps({"pato.one.sum": ["(int64,)", "(float64,)"], "pato.two.mean": ["(int64, int64,)"]})
    )
    monkeypatch.setattr(ahead, "SIGNATURES", file)

    def module(name):
        kernel = SimpleNamespace(compile=lambda signature: done.append((name, signature)))
        return SimpleNamespace(sum=kernel) if name == "pato.one" else SimpleNamespace(mean=kernel)

    monkeypatch.setattr(ahead, "import_module", module)
    return done


def test_kernels_are_compiled_in_the_order_of_the_file(told):
    assert ahead.signatures() == [
        ("pato.one.sum", "(int64,)"), ("pato.one.sum", "(float64,)"), ("pato.two.mean", "(int64, int64,)"),
    ]  # fmt: skip
    assert list(ahead.compile_all()) == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert told == [
        ("pato.one", (types.int64,)),
        ("pato.one", (types.float64,)),
        ("pato.two", (types.int64, types.int64)),
    ]


@pytest.mark.parametrize("seen", [True, False])
def test_progress_is_shown_to_whoever_can_see_it(told, monkeypatch, seen):
    stream = io.StringIO()
    stream.isatty = lambda: seen
    monkeypatch.setattr(sys, "stderr", stream)
    ahead.main()
    assert len(told) == 3
    shown = "".join(f"\rcompiling kernels: {k} of 3" for k in range(4)) + "\n"
    assert stream.getvalue() == (shown if seen else "")


@pytest.mark.parametrize("code", [0, 1])
def test_kernels_of_a_release_are_made_in_a_process_of_their_own(told, tmp_path, monkeypatch, code):
    asked = []
    folder = tmp_path / "release"

    def run(command, **options):
        asked.append((command, options))
        kept = jit.folder_in(folder)
        kept.mkdir(parents=True)
        for name in ("pato.two.mean.py311.nbi", "pato.one.sum.py311.nbi", "pato.three.other.py311.nbi"):
            (kept / name).touch()
        return SimpleNamespace(returncode=code, stderr="what went wrong")

    monkeypatch.setattr(ahead.subprocess, "run", run)
    if code:
        with pytest.raises(RuntimeError, match=r"^what went wrong$"):
            ahead.build(folder)
        return
    files = ahead.build(folder)
    assert [f.name for f in files] == [
        processor.MADE_FOR,
        "pato.one.sum.py311.nbi",
        "pato.two.mean.py311.nbi",
    ]
    assert json.loads(files[0].read_text()) == processor.made_for()
    ((command, options),) = asked
    assert command == [sys.executable, "-m", "pato.kernels.ahead"]
    env = options.pop("env")
    assert options == {"capture_output": True, "text": True, "check": False}
    assert env["PATH"] == os.environ["PATH"]
    assert (env["NUMBA_CPU_NAME"], env["NUMBA_CPU_FEATURES"]) == ("x86-64-v3", "")
    assert env["NUMBA_CACHE_DIR"] == str(folder)
    assert (Path(env["PYTHONPATH"]) / "pato" / "kernels" / "ahead.py").exists()


def test_what_changes_rounding_is_told(monkeypatch):
    features = {"avx": True, "avx2": True, "avx512f": False, "fma": True, "sse2": True}
    monkeypatch.setattr(processor.binding, "get_host_cpu_features", lambda: features)
    monkeypatch.setattr(processor.binding, "get_host_cpu_name", lambda: "a cpu")
    for fits, target in ((False, "a cpu"), (True, "x86-64-v3")):
        monkeypatch.setattr(processor, "shipped_fit", lambda fits=fits: fits)
        assert processor.versions.__wrapped__() == {
            "kernels": f"{processor.sources_digest()[:16]} for {target}",
            "cpu": "a cpu",
            "cpu_features": "avx avx2 fma",
        }


def test_what_kernels_of_a_release_are_made_for(tmp_path, monkeypatch):
    monkeypatch.setattr(processor.platform, "machine", lambda: "AMD64")
    told = processor.made_for()
    assert told["machine"] == "x86_64"
    assert told["python"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert told["target"] == "x86-64-v3"
    assert told["sources"] == processor.sources_digest()
    monkeypatch.setattr(processor, "SHIPPED", tmp_path)
    needed = dict.fromkeys(processor._NEEDED, True)
    monkeypatch.setattr(processor.binding, "get_host_cpu_features", lambda: needed)
    fits = processor.shipped_fit.__wrapped__
    assert not fits()
    (tmp_path / "made_for.json").write_text("{")
    assert not fits()
    (tmp_path / "made_for.json").write_text(json.dumps(told))
    assert fits()
    needed["movbe"] = False
    assert not fits()


def test_the_digest_is_of_the_names_and_texts_of_kernels_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(processor, "__file__", str(tmp_path / "processor.py"))
    (tmp_path / "deep").mkdir()
    texts = {"b.py": b"@inner\ndef f(): ...", "deep/a.py": b"@compiled\ndef g(): ..."}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    (tmp_path / "plain.py").write_bytes(b"def h(): ...")
    (tmp_path / "notes.txt").write_bytes(b"@compiled")
    expected = sha256(b"".join(n.encode() + b"\0" + t + b"\0" for n, t in texts.items())).hexdigest()
    assert processor.sources_digest.__wrapped__() == expected
