"""A run as JUnit XML, for a CI server's own view of tests."""

from xml.etree import ElementTree as ET  # written here, never parsed

from evals.results import CaseResult, Results


def junit(results: Results) -> str:
    """Return the XML: a suite each, a test case each; lost trials are errors, not failures."""
    root = ET.Element("testsuites", name="linewise evals")
    for suite in results.suites:
        failed = [case for case in suite.judged if not case.ok]
        lost = [case for case in suite.cases if not case.trials]
        node = ET.SubElement(
            root,
            "testsuite",
            name=suite.name,
            tests=str(len(suite.cases)),
            failures=str(len(failed)),
            errors=str(len(lost)),
        )
        for case in suite.cases:
            _case(node, case)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(parent: ET.Element, case: CaseResult) -> None:
    node = ET.SubElement(parent, "testcase", classname=case.suite, name=case.case)
    if not case.trials:
        ET.SubElement(node, "error", message="no trial could be judged")
    elif not case.ok:
        failure = ET.SubElement(
            node, "failure", message=f"{case.passed} of {case.trials} trials passed"
        )
        failure.text = "\n".join(case.why)
