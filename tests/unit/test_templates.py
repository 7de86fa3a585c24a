"""Templates: filled in by hand and sent back, every one loads without a word."""

import functools

import openpyxl
import pytest
import sent_registers as sent

from expectations import gate
from goldenthread import contracts, inbox, templates
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME

REGISTERS = sorted(each for sheets in contracts.workbooks().values() for each in sheets.values())


@functools.cache
def sheets_of(name):
    return contracts.workbooks().get(name) or {templates._sheet(name): name}


@pytest.fixture
def filled(tmp_path):
    """A template filled in with good rows, as somebody does in Excel."""

    def filled(name, count=3):
        path = templates.write(name, tmp_path / f"{name}.xlsx")
        book = openpyxl.load_workbook(path)
        for title, extract in sheets_of(name).items():
            for number, row in enumerate(sent.good(extract, count), start=2):
                for place, value in enumerate(row.values(), start=1):
                    book[title].cell(number, place, value)
            if contracts.load(extract).ready:  # the workbook says that ids without use are taken out
                book[title].delete_rows(count + 2, contracts.load(extract).ready)
        book.save(path)
        return path

    return filled


@pytest.mark.parametrize("name", sorted(contracts.workbooks()))
def test_a_filled_workbook_loads_without_a_warning(front_door, filled, name):
    front_door.settings = front_door.settings.model_copy(update={"la_codes": LA_CODE, "la_names": LA_NAME})
    path = filled(name)
    (front_door.home / "inbox" / name).mkdir(parents=True, exist_ok=True)
    path = path.rename(front_door.home / "inbox" / name / path.name)
    found = inbox.find(front_door.home)
    assert [each for each in found.said if "sheet" in each] == []
    made = gate.admit(found.waiting, front_door.settings)
    assert sent.loaded(made) == dict.fromkeys(sheets_of(name).values(), 3)
    assert [
        (each.extract, each.rows_warned, each.rows_set_aside)
        for each in made
        if each.rows_warned or each.rows_set_aside
    ] == []
    assert not path.exists()


@pytest.mark.parametrize("name", REGISTERS)
def test_a_filled_register_has_nothing_to_warn_of_but_its_assumed_receipt(front_door, filled, name, tmp_path):
    front_door.settings = front_door.settings.model_copy(update={"la_codes": LA_CODE, "la_names": LA_NAME})
    for staged in gate.examine([filled(name, 2)], front_door.settings, tmp_path):
        assert staged.waiting.extract == name and staged.delivery.rows_loaded == 2
        assert {each.rule for each in (*staged.faults, *staged.warnings)} <= {"assumed_receipt"}


@pytest.mark.parametrize("name", [*sorted(contracts.workbooks()), "report_usage", "cld"])
def test_every_template_has_its_headings_and_the_lists_of_its_contract(tmp_path, name):
    book = openpyxl.load_workbook(templates.write(name, tmp_path / "t.xlsx"))
    assert book.sheetnames[0] == templates.README
    for title, extract in sheets_of(name).items():
        contract, sheet = contracts.load(extract), book[title]
        assert [cell.value for cell in sheet[1]] == [each.header for each in contract.columns.values()]
        offered = {}
        for each in sheet.data_validations.dataValidation:
            column = sheet[str(each.sqref).split(":")[0]].column - 1
            span = each.formula1.split("!")[1].replace("$", "")
            offered[list(contract.columns)[column]] = {cell.value for (cell,) in book[templates.LISTS][span]}
        assert set(offered) == {key for key, each in contract.columns.items() if each.codes}
        for key, values in offered.items():
            known = {value.value: value.meaning for value in contract.values(contract.columns[key].codes)}
            assert values <= set(known)
            meanings = [known[value] or value for value in values]
            assert len(meanings) == len(set(meanings)), "a meaning is offered once"
            assert {known[value] or value for value in known} == set(meanings), "and every one is"


def test_an_empty_template_changes_nothing(front_door):
    folder = front_door.home / "inbox" / "improvement_plan"
    folder.mkdir(parents=True, exist_ok=True)
    templates.write("improvement_plan", folder / "plan.xlsx")
    found = inbox.find(front_door.home)
    assert found.waiting == []
    assert sum("stays as it was" in each for each in found.said) == 6
