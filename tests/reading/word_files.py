"""Word documents for tests, written by hand: the XML of what a test is about and nothing else."""

import io
import zipfile

from index.reading.formats.docx import read_docx
from index.reading.formats.reading import Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:mc="{MC}" xmlns:m="{M}" xmlns:r="{RELATIONS}"'
ROOTS = {"header": "hdr", "footer": "ftr"}
PROGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def package(body: str, core: str = "", before: str = "", program: str = "", **parts: str) -> bytes:
    """A Word document of the smallest kind, with a part for each root given."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        rels = relation("officeDocument", "word/document.xml")
        if core:
            rels += relation("metadata/core-properties", "/docProps/core.xml")
            container.writestr("docProps/core.xml", core_part(core))
        if program:
            rels += relation("extended-properties", "docProps/app.xml")
            container.writestr(
                "docProps/app.xml", f'<Properties xmlns="{PROGRAM}">{program}</Properties>'
            )
        container.writestr("_rels/.rels", f"{RELS}{rels}</Relationships>")
        container.writestr(
            "word/document.xml", before + part("document", f"<w:body>{body}</w:body>")
        )
        for name, inner in parts.items():
            container.writestr(f"word/{name}.xml", part(ROOTS.get(name.strip("123"), name), inner))
        rels = "".join(relation(name.strip("123"), f"{name}.xml", name) for name in parts)
        container.writestr("word/_rels/document.xml.rels", f"{RELS}{rels}</Relationships>")
    return file.getvalue()


def relation(kind: str, target: str, name: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def part(name: str, inner: str) -> str:
    return f"<w:{name} {NAMESPACES}>{inner}</w:{name}>"


def core_part(inner: str) -> str:
    dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    return f'<cp:coreProperties xmlns:cp="http://x" {dublin}>{inner}</cp:coreProperties>'


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*inner: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    content = "".join(child if child.startswith("<") else run(child) for child in inner)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content}</w:p>"


def item(words: str, number: int = 1, depth: int = 0) -> str:
    listed = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(words, properties=listed)


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def read(body: str, **parts: str) -> Reading:
    (reading,) = read_docx(package(body, **parts))
    return reading


def level(depth: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def cell(*inner: str, properties: str = "") -> str:
    """The inside of a table's cell."""
    content = "".join(child if child.startswith("<") else paragraph(child) for child in inner)
    return f"<w:tcPr>{properties}</w:tcPr>{content}"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(f"<w:tc>{c if c.startswith('<') else cell(c)}</w:tc>" for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table_of(*rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def bold(words: str) -> str:
    return cell(paragraph(run(words, "<w:b/>")))


def wide(words: str, columns: int = 2) -> str:
    return cell(words, properties=f'<w:gridSpan w:val="{columns}"/>')


def merged(words: str = "", columns: int = 1) -> str:
    """The first of the cells merged downwards, or one that continues it if it has no words."""
    begins = ' w:val="restart"' if words else ""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return cell(words, properties=f"{span}<w:vMerge{begins}/>")
