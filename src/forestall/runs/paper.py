"""Pages for whoever reads on paper: HTML laid out as A4 and written as PDF."""

from __future__ import annotations

from forestall.errors import StorageUnavailable


def paper_pdf(html: str) -> bytes:
    """The PDF of a page's HTML; no address is followed while it is made.

    Raises:
        StorageUnavailable: the system libraries that draw text are missing.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415  # fails to import where pango is missing: only paper needs it
    except OSError as error:
        raise StorageUnavailable(
            expected="the Pango libraries of the system, which lay out text",
            found="none that load",
            where="PDF on paper",
            remedy="Run `make setup`, or install libpango-1.0-0 and libpangoft2-1.0-0.",
        ) from error
    pdf: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf()
    return pdf


def _refuse(url: str) -> dict[str, object]:
    raise ValueError(f"paper follows no address; found {url[:20]}")
