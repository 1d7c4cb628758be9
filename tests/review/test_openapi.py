"""The endpoints as their OpenAPI description says, tried by a machine: no faults of ours, and answers as described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from helpers.review import ORIGIN, busy_site
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient

EXAMPLES = 15
"""Requests for each endpoint and each way; some hundred would take minutes."""


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = busy_site(tmp_path_factory.mktemp("openapi") / "out")
    made.room.background.patience = 60  # else "come again" (503) would pass for a fault
    yield made.signed_in("管", "admin")
    made.room.close()


@pytest.fixture(scope="module")
def described(admin: TestClient) -> dict[str, Any]:
    description: dict[str, Any] = admin.get("/api/openapi.json").json()
    return description


def even(description: Any) -> Any:
    """The same with tuples of equal parts as lists of a fixed length, since the tool stumbles over ``prefixItems``."""
    if isinstance(description, list):
        return [even(part) for part in description]
    if not isinstance(description, dict):
        return description
    found = {key: even(value) for key, value in description.items()}
    first, *others = found.get("prefixItems") or [None]
    if first is not None and all(other == first for other in others):
        found["items"] = found.pop("prefixItems")[0]
    return found


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_brings_a_fault_about(admin: TestClient, described: dict[str, Any], mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_dict(even(described))
    schema.app = admin.app
    cookie = "; ".join(f"{name}={value}" for name, value in admin.cookies.items())
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and not (operation.body or list(operation.iter_parameters())):
            continue

        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True)
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            headers = {"Cookie": cookie, "Origin": ORIGIN}
            answer = case.call(base_url=ORIGIN, headers=headers)
            # a text of the right form may still be refused (422): no schema says what stands on a page; and what is
            # too large is refused (413, 414) before anybody looks whether it fits
            excluded = [positive_data_acceptance] + [negative_data_rejection] * (answer.status_code in (413, 414))
            case.validate_response(answer, headers=headers, excluded_checks=excluded)

        check()
        tried += 1
    assert tried or mode is GenerationMode.NEGATIVE


def test_only_endpoints_are_described_and_all_say_their_errors(described: dict[str, Any]) -> None:
    assert described["paths"]
    assert all(path.startswith("/api/") for path in described["paths"])
    for operations in described["paths"].values():
        for operation in operations.values():
            assert {"401", "403", "409", "413", "422"} <= set(operation["responses"])


def test_an_answer_with_no_has_one_form(admin: TestClient) -> None:
    error = admin.get("/api/nothing").json()["error"]
    assert (error["status"], error["code"]) == (404, "missing")
    assert error["message"]
