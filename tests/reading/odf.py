"""Files of OpenDocument of the smallest kind, made in the tests."""

import io
import zipfile

_NAMES = "office text table style draw presentation meta number manifest chart".split()
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _NAMES
)
SPACES = (
    f'{_SPACES} xmlns:fo="urn:x:fo" xmlns:svg="urn:x:svg" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def root(name: str, inner: str) -> str:
    return f"<office:{name} {SPACES}>{inner}</office:{name}>"


def package(
    kind: str,
    body: str,
    automatic: str = "",
    styles: str = "",
    meta: str = "",
    manifest: str = "",
    **others: str,
) -> bytes:
    """A file whose body has that kind of contents; ``others`` are its embedded objects."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        content = (
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        )
        container.writestr("content.xml", root("document-content", content))
        container.writestr("styles.xml", root("document-styles", styles))
        container.writestr("meta.xml", root("document-meta", f"<office:meta>{meta}</office:meta>"))
        for name, part in others.items():
            container.writestr(f"{name}/content.xml", part)
        container.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return file.getvalue()


def style(name: str, family: str, properties: str = "", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" {more}>{properties}'
        "</style:style>"
    )


def p(words: str, name: str = "") -> str:
    return f'<text:p text:style-name="{name}">{words}</text:p>'


def cell(words: str = "", more: str = "") -> str:
    return f"<table:table-cell {more}>{p(words) if words else ''}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    inner = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f"<table:table-row {more}>{inner}</table:table-row>"


COVERED = "<table:covered-table-cell/>"
