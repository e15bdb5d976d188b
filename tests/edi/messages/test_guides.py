import pytest

from edi.messages.guides import GuideError, Place, read_guide

GUIDE = """
name = "Danzig Trading"
message = "850"
mandatory = ["CUR", "PO1/DTM", "BEG06"]
forbidden = ["PO1/SLN", "PO1/N1/N104"]

[codes]
PO103 = ["EA", "CT"]

[maps.in]
PO103 = { KAR = "CT" }

[maps.out]
PO103 = { CT = "KAR" }

[defaults]
BEG06 = "FRAME-2026"
"""


def test_a_guide_names_segments_and_elements_as_specialists_do() -> None:
    guide = read_guide(GUIDE)
    assert guide.mandatory == (Place("", "CUR"), Place("PO1", "DTM"), Place("", "BEG", 6))
    assert guide.forbidden[1] == Place("PO1/N1", "N1", 4)
    assert str(guide.forbidden[1]) == "PO1/N1/N104"
    assert guide.codes == {Place("", "PO1", 3): {"EA", "CT"}}
    assert guide.maps_in == {Place("", "PO1", 3): {"KAR": "CT"}}
    assert guide.defaults == {Place("", "BEG", 6): "FRAME-2026"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name = "Danzig Trading"', "name = 7"), "“name” has to be a text"),
        (('message = "850"', ""), "“message” has to be a text"),
        (("mandatory", "mandatori"), "no “mandatori”"),
        (('"CUR"', '"currency"'), "is no place"),
        (("PO103 = [", "PO1 = ["), "is a segment"),
        (("PO103 = {", '"PO1/PO103" = {'), "hold everywhere: write PO103"),
        (('["EA", "CT"]', "[]"), "has to be a list"),
        (('["EA", "CT"]', "7"), "has to be a list"),
        (("name =", "name"), "is not TOML"),
    ],
)
def test_a_guide_that_cannot_be_followed_says_what_to_write(
    change: tuple[str, str], said: str
) -> None:
    with pytest.raises(GuideError, match=said):
        read_guide(GUIDE.replace(*change, 1))
