"""Nothing is deployed before data protection is settled, and respondents read who is responsible."""

from __future__ import annotations

import re

import pytest

from pipeline.errors import PipelineError
from pipeline.params import Params
from pipeline.workspace import Workspace
from tests.limesurvey.conftest import connect
from tests.limesurvey.deploying import only, run, wish_of
from tests.limesurvey.double import Double


def test_nothing_is_deployed_before_somebody_is_responsible(
    network: Workspace, params: Params
) -> None:
    nobody = params.network.model_copy(update={"data_protection": None})
    with pytest.raises(PipelineError, match="data_protection") as caught:
        wish_of(network, params.model_copy(update={"network": nobody}))
    assert "controller" in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("officer", None),
        ("officer", {"name": "Bitte eintragen", "email": "x@example.org"}),
        ("processors", ["Bitte eintragen"]),
        ("joint_controllers", ["Stadt Muster", "Bitte eintragen"]),
        ("controller", {"name": "Kreis", "address": "Bitte eintragen", "email": "x@example.org"}),
    ],
)
def test_nothing_is_deployed_before_every_part_of_data_protection_is_settled(
    network: Workspace, params: Params, field: str, value: object
) -> None:
    content = params.model_dump(by_alias=True)
    content["network"]["data_protection"][field] = value
    with pytest.raises(PipelineError, match=rf"network\.data_protection\.{field}"):
        wish_of(network, Params.model_validate(content))


def test_respondents_never_read_what_init_left_to_fill_in(
    network: Workspace, params: Params
) -> None:
    content = params.model_dump(by_alias=True)
    content["network"]["contact"]["email"] = "bitte-eintragen@example.org"
    with pytest.raises(PipelineError, match=r"not filled in yet: network\.contact\.email"):
        wish_of(network, Params.model_validate(content))


def test_a_retention_date_before_the_end_of_the_field_is_refused(
    network: Workspace, params: Params
) -> None:
    assert params.network.data_protection is not None
    early = params.network.data_protection.model_copy(
        update={"retention_until": params.document.date.replace(year=2025)}
    )
    changed = params.network.model_copy(update={"data_protection": early})
    with pytest.raises(PipelineError, match="retention_until"):
        wish_of(network, params.model_copy(update={"network": changed}))


def test_the_job_centre_channel_needs_the_promise_that_nobody_there_sees_answers(
    network: Workspace, params: Params
) -> None:
    assert wish_of(network, params, "alleinerziehende")
    notice = network.questionnaires / "_datenschutz.yaml"
    text = notice.read_text(encoding="utf-8")
    notice.write_text(text.replace("Jobcenter", "Amt"), encoding="utf-8")
    with pytest.raises(PipelineError, match="no adviser sees answers"):
        wish_of(network, params, "alleinerziehende")


def test_the_notice_in_the_survey_names_who_is_responsible(
    network: Workspace, params: Params, empty: Double
) -> None:
    with connect(empty) as server:
        run(network, server, wish_of(network, params, "alleinerziehende"))
    notice = only(empty).texts["de"]["surveyls_policy_notice"]
    protection = params.network.data_protection
    assert protection is not None
    assert protection.officer is not None
    for said in (protection.controller.name, protection.controller.email, protection.officer.name,
                 *protection.processors, "31. Dezember 2028", "freiwillig"):  # fmt: skip
        assert said in notice
    assert only(empty).properties["showsurveypolicynotice"] == 2


def in_charge(params: Params, **who: object) -> Params:
    """The same network with others responsible."""
    assert params.network.data_protection is not None
    protection = params.network.data_protection.model_copy(update=who)
    network = params.network.model_copy(update={"data_protection": protection})
    return params.model_copy(update={"network": network})


def test_joint_controllers_are_named_in_the_notice(network: Workspace, params: Params) -> None:
    joint = in_charge(params, joint_controllers=["Stadt Musterstadt", "Jobcenter Musterkreis"])
    notice = wish_of(network, joint).texts[("de", "surveyls_policy_notice")]
    assert "gemeinsam mit: Stadt Musterstadt; Jobcenter Musterkreis (Art. 26 DSGVO)" in notice
    assert "auf Anfrage" in notice
    own = wish_of(network, joint, "alleinerziehende").texts[("de", "surveyls_policy_notice")]
    assert "mit verantwortet: Jobcenter Musterkreis. Sie bekommt nur Zahlen" in own
    plain = wish_of(network, params, "alleinerziehende").texts[("de", "surveyls_policy_notice")]
    assert "mit verantwortet" not in plain
    assert "niemand Ihre Antworten.</p>" in plain


def test_a_job_centre_that_sees_answers_itself_must_not_promise_otherwise(
    network: Workspace, params: Params
) -> None:
    assert params.network.data_protection is not None
    controller = params.network.data_protection.controller
    own = in_charge(
        params, controller=controller.model_copy(update={"name": "Jobcenter Musterkreis"})
    )
    for changed in (own, in_charge(params, processors=["Jobcenter Musterkreis"])):
        with pytest.raises(PipelineError, match="promise would be false"):
            wish_of(network, changed, "alleinerziehende")
    notice = network.questionnaires / "_datenschutz.yaml"
    text = notice.read_text(encoding="utf-8")
    honest = "sehen dort nur die Personen Ihre Antworten, die sie auswerten. {jobcentre}"
    notice.write_text(re.sub(r"sieht dort\s+niemand Ihre Antworten. {jobcentre}", honest, text))
    wish = wish_of(network, own, "alleinerziehende")
    assert "die sie auswerten" in wish.texts[("de", "surveyls_policy_notice")]
    assert "berät oder über Leistungen entscheidet" in wish.notes["de"].jobcentre
    notice.write_text(text.replace("{jobcentre}", ""), encoding="utf-8")
    with pytest.raises(PipelineError, match="does not say what that means"):
        wish_of(network, in_charge(params, joint_controllers=["Jobcenter X"]), "alleinerziehende")
