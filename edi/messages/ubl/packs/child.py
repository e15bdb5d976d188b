"""Runs one compiled Schematron: the sheet is the argument, the document comes in, SVRL goes out.

Only ever started by `running`, in a process of its own.
"""

import sys
from importlib import import_module


def main() -> None:
    """Transform standard input; the sheet is the operator's and reaches files, but no network."""
    saxonche = import_module("saxonche")
    with saxonche.PySaxonProcessor(license=False) as saxon:
        saxon.set_configuration_property(
            "http://saxon.sf.net/feature/allow-external-functions", "false"
        )
        saxon.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
        sheet = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=sys.argv[1])
        document = saxon.parse_xml(xml_text=sys.stdin.buffer.read().decode("utf-8"))
        sys.stdout.write(sheet.transform_to_string(xdm_node=document))


if __name__ == "__main__":
    main()
