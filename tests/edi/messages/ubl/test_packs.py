import importlib.util
from pathlib import Path

import pytest

from edi.messages.ubl.packs import PackError, open_pack
from edi.messages.ubl.tables import CBC, namespace
from edi.syntax.faults import Severity
from tests.edi.messages.ubl.documents import SOUND, spoil

has_saxon = importlib.util.find_spec("saxonche") is not None
SCHEMA = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:cbc="{CBC}"
  targetNamespace="{namespace("Order")}" elementFormDefault="qualified">
  <xsd:import namespace="{CBC}" schemaLocation="basic.xsd"/>
  <xsd:element name="Order"><xsd:complexType><xsd:sequence>
    <xsd:element ref="cbc:UBLVersionID"/>
    <xsd:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/>
  </xsd:sequence></xsd:complexType></xsd:element></xsd:schema>"""
BASIC = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{CBC}">
  <xsd:element name="UBLVersionID" type="xsd:string"/>
  <xsd:element name="IssueDate" type="xsd:date"/></xsd:schema>"""
SHEET = f"""<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:cbc="{CBC}">
  <xsl:template match="/"><svrl:schematron-output>
    <xsl:if test="not(/*/cbc:Note)"><svrl:failed-assert id="MY-1" flag="warning"
      location="/*:Order[namespace-uri()='{namespace("Order")}'][1]">
      <svrl:text>Say something.</svrl:text></svrl:failed-assert></xsl:if>
  </svrl:schematron-output></xsl:template></xsl:stylesheet>"""


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    (tmp_path / "order.xsd").write_text(SCHEMA)
    (tmp_path / "basic.xsd").write_text(BASIC)
    return tmp_path


def test_a_schema_of_the_operator_is_run_on_documents_of_its_kind(schemas: Path) -> None:
    pack = open_pack(schemas)
    assert pack.check(SOUND["order"]) == ()
    assert pack.check(SOUND["invoice"]) == ()
    broken = spoil(SOUND["order"], ("set", "/*/cbc:IssueDate", "soon"))
    (fault,) = pack.check(broken)
    assert fault.code == "xsd"
    assert "IssueDate" in fault.sentence
    assert fault.position.line > 1


def test_a_document_that_is_unsafe_reaches_no_schema(schemas: Path) -> None:
    (fault,) = open_pack(schemas).check(b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")
    assert fault.code == "xml-doctype"


def test_an_empty_pack_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="neither schemas"):
        open_pack(tmp_path)


def test_a_broken_schema_is_refused_in_words(schemas: Path) -> None:
    (schemas / "order.xsd").write_text(SCHEMA.replace("xsd:sequence", "xsd:nonsense"))
    with pytest.raises(PackError, match="is no schema that can be used"):
        open_pack(schemas)


@pytest.mark.skipif(has_saxon, reason="saxonche is installed")
def test_schematron_without_its_processor_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "rules.xsl").write_text(SHEET)
    with pytest.raises(PackError, match="Install it"):
        open_pack(tmp_path)


@pytest.mark.skipif(not has_saxon, reason="saxonche is not installed")
def test_compiled_schematron_is_run_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "Order").mkdir()
    (tmp_path / "Order" / "rules.xsl").write_text(SHEET)
    pack = open_pack(tmp_path)
    (fault,) = pack.check(SOUND["order"])
    assert (fault.code, fault.severity, fault.place()) == ("MY-1", Severity.WARNING, "/Order")
    assert pack.check(SOUND["invoice"]) == ()


@pytest.mark.skipif(not has_saxon, reason="saxonche is not installed")
def test_a_sheet_that_does_not_run_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "rules.xsl").write_text("<nonsense/>")
    with pytest.raises(PackError, match="did not run"):
        open_pack(tmp_path).check(SOUND["order"])
