"""libkartka as its users get it: what it shows, what it needs, how it links."""

import re
import subprocess

import pytest
from conftest import EXAMPLES, HEADERS, HERE, ROOT, run

HEADER = (HEADERS / "kartka.h").read_text(encoding="utf-8")
PRINT_VERSION = """
#include <kartka.h>
#include <stdio.h>
int main(void) { printf("%s %d\\n", kartka_version_string(), kartka_version() == KARTKA_VERSION); return 0; }
"""


def version():
    return ".".join(re.search(rf"^#define KARTKA_VERSION_{part} (\d+)$", HEADER, re.MULTILINE).group(1)
                    for part in ("MAJOR", "MINOR", "PATCH"))


def needed(path):
    text = run("readelf", "-dW", path)
    return set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.*?)\]", text))


def test_the_interface_is_the_recorded_one(library):
    run(ROOT / "Tools" / "library-abi", library)


def test_a_changed_interface_is_noticed(library, tmp_path):
    """The check itself: another member, another number and another symbol are each told."""
    place = tmp_path / "project"
    (place / "Tools").mkdir(parents=True)
    (place / "Tests" / "Library").mkdir(parents=True)
    include = place / "Sources" / "CKartka" / "include"
    include.mkdir(parents=True)
    recorded = (HERE / "libkartka.abi").read_text(encoding="utf-8")
    (place / "Tools" / "library-abi").write_bytes((ROOT / "Tools" / "library-abi").read_bytes())
    (place / "Tests" / "Library" / "libkartka.abi").write_text(recorded, encoding="utf-8")
    changes = [
        ("uint32_t route;", "uint64_t route;", "- member kartka_gate.route at 8, 4"),
        ("_EXPIRED = 106", "_EXPIRED = 107", "+ constant KARTKA_REASON_EXPIRED 107"),
        ("void kartka_close(", "int kartka_close(", "+ prototype int kartka_close("),
    ]
    for before, after, told in changes:
        assert before in HEADER
        (include / "kartka.h").write_text(HEADER.replace(before, after), encoding="utf-8")
        said = run("python3", place / "Tools" / "library-abi", library, status=1)
        assert told in said
        # A change wants a new version before it is recorded.
        run("python3", place / "Tools" / "library-abi", "--record", library, status=1)
        newer = HEADER.replace(before, after).replace("VERSION_MINOR 1", "VERSION_MINOR 2")
        (include / "kartka.h").write_text(newer, encoding="utf-8")
        run("python3", place / "Tools" / "library-abi", "--record", library)
        run("python3", place / "Tools" / "library-abi", library)
        (place / "Tests" / "Library" / "libkartka.abi").write_text(recorded, encoding="utf-8")


def test_it_shows_its_own_functions_and_nothing_else(library):
    declared = set(re.findall(r"^(?:[\w ]+[ *])(kartka_\w+)\(", HEADER, re.MULTILINE))
    dynamic = run("nm", "-D", "--defined-only", library / "libkartka.so")
    assert set(re.findall(r" T (\w+)@@LIBKARTKA_0$", dynamic, re.MULTILINE)) == declared
    archive = run("nm", "--defined-only", "--extern-only", library / "libkartka.a")
    assert set(re.findall(r" [A-Z] (\w+)$", archive, re.MULTILINE)) == declared
    assert len(declared) >= 13


def test_it_needs_libraries_of_the_system_only(library):
    assert needed(library / "libkartka.so") <= {
        "libc.so.6", "libm.so.6", "libcrypto.so.3", "libz.so.1", "libstdc++.so.6", "libgcc_s.so.1",
        "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}


def test_names_and_links_of_the_library(library):
    assert (library / "libkartka.so").readlink().name == "libkartka.so.0"
    assert (library / "libkartka.so.0").readlink().name == f"libkartka.so.{version()}"
    assert version() == re.search(r'^#define KARTKA_VERSION_STRING "(.*)"$', HEADER, re.MULTILINE).group(1)


@pytest.mark.parametrize("static", [False, True], ids=["shared", "static"])
@pytest.mark.parametrize("language", ["c", "c++"])
def test_a_program_links_with_pkg_config_alone(library, tmp_path, static, language):
    source = tmp_path / f"version.{'c' if language == 'c' else 'cc'}"
    source.write_text(PRINT_VERSION)
    prefix = tmp_path / "prefix"
    for folder in ("include", "lib/pkgconfig"):
        (prefix / folder).mkdir(parents=True)
    (prefix / "include" / "kartka.h").write_text(HEADER, encoding="utf-8")
    text = (library / "kartka.pc").read_text(encoding="utf-8")
    (prefix / "lib" / "pkgconfig" / "kartka.pc").write_text(
        re.sub(r"^prefix=.*$", f"prefix={prefix}", text, flags=re.MULTILINE), encoding="utf-8")
    files = ["libkartka.a"] if static else ["libkartka.so", "libkartka.so.0"]
    for name in files:
        (prefix / "lib" / name).symlink_to(library / name)
    environment = {"PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")}
    flags = run("pkg-config", "--cflags", "--libs", *(["--static"] if static else []), "kartka",
                environment=environment).split()
    assert run("pkg-config", "--modversion", "kartka", environment=environment).strip() == version()
    program = tmp_path / "version"
    run("cc" if language == "c" else "c++", source, "-o", program, *flags)
    said = run(program, environment={} if static else {"LD_LIBRARY_PATH": str(library)})
    assert said == f"{version()} 1\n"


@pytest.mark.parametrize("arguments", [
    ["cc", "-std=c99"], ["cc", "-std=c11"], ["c++", "-std=c++98"], ["c++", "-std=c++11"],
    ["c++", "-std=c++20"]], ids=lambda arguments: arguments[-1])
def test_the_header_is_clean_in_every_standard(arguments, tmp_path):
    compiler, standard = arguments
    language = "c" if compiler == "cc" else "c++"
    source = tmp_path / "header"
    source.write_text("#include <kartka.h>\n#include <kartka.h>\n")
    run(compiler, standard, "-pedantic", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", language,
        "-I", HEADERS, source)


def test_numbers_and_names_of_reasons_are_the_library_s(compiled, tmp_path):
    """Each constant has its code, and each code its constant and its text in three languages."""
    source = tmp_path / "codes.c"
    source.write_text("""
#include <kartka.h>
#include <stdio.h>
int main(void) {
    for (int32_t n = -1000; n < 1000; n++) {
        if (!kartka_reason_code(n)) continue;
        printf("%d %s", (int)n, kartka_reason_code(n));
        for (int32_t l = 0; l < 3; l++) printf("\\t%s", kartka_reason_text(n, l));
        printf("\\n");
    }
    return 0;
}
""")
    said = {}
    for line in run(compiled(source)).splitlines():
        code, *texts = line.split("\t")
        said[code] = texts
        assert len(texts) == 3 and all(texts), line
        assert re.search("[іїєґ]", "".join(texts[0])) or not re.search("[ыэё]", texts[0])
        assert re.fullmatch(r"[ -~’]+", texts[1])
    declared = {f"{number} {name.lower().replace('_', '-')}" for name, number in re.findall(
        r"KARTKA_(?:REASON|NOTICE)_(\w+) = (\d+)", HEADER)}
    assert set(said) == declared


def test_the_examples_are_clean(compiled):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libpcsclite"], check=True,
                           capture_output=True, text=True).stdout.split()
    compiled(EXAMPLES / "tap.c", *flags)
    compiled(EXAMPLES / "gate.c", *flags)
    assert len((EXAMPLES / "tap.c").read_text(encoding="utf-8").splitlines()) <= 60


def test_the_readme_shows_the_example_as_it_is():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```c\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert (EXAMPLES / "tap.c").read_text(encoding="utf-8") in shown
