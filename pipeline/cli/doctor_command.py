"""``baokan doctor``."""

from __future__ import annotations

import typer

from pipeline.cli.common import Config, Json, Output, Server, Set
from pipeline.errors import ExitCode

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def doctor(
    output: Output = None,
    database: Server = None,
    config: Config = None,
    assignments: Set = None,
    as_json: Json = False,
) -> None:
    """Say what is installed, which engine and CPU features are used, and what is missing.

    Exit code 0: the main job can run; 1: it cannot, and the remedies say what to do.
    """
    from pipeline.cli.common import clean_stdout, load_settings
    from pipeline.doctor import able, examine

    with clean_stdout() as stdout:
        findings = examine(
            lambda: load_settings(config, assignments, {"run.output": output, "run.database": database}).settings
        )
        if as_json:
            import json
            from dataclasses import asdict

            report = {"able": able(findings), "checks": [asdict(finding) for finding in findings]}
            print(json.dumps(report, ensure_ascii=False, indent=1), file=stdout)
        else:
            width = max(len(finding.name) for finding in findings)
            for finding in findings:
                print(f"{finding.verdict:<8} {finding.name:<{width}}  {finding.detail}", file=stdout)
                if finding.remedy:
                    print(f"{'':<8} {'':<{width}}  -> {finding.remedy}", file=stdout)
            verdict = "The main job can run." if able(findings) else "The main job cannot run: see 'missing' above."
            print(verdict, file=stdout)
    raise typer.Exit(ExitCode.DONE if able(findings) else ExitCode.UNEXPECTED)
