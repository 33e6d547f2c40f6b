"""Storage of static files in production."""

import re
from urllib.parse import quote

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/portal.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s*")
IMAGE = re.compile(r'url\("\.\./(img/[\w-]+\.svg)"\)')
IMPORT = re.compile(r'@import url\("([\w-]+\.css)"\);\n?')


def data_url(svg: str) -> str:
    """Return a drawing as an address that contains it, for use within double quotes."""
    return "data:image/svg+xml," + quote(svg.strip().replace('"', "'"), safe="<>=:/' ")


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hash and compress static files, and inline the style sheet's imports and drawings: one request.

    In development the files are served as they are edited.
    """

    def post_process(self, paths, dry_run=False, **options):
        if STYLE_SHEET in paths and not dry_run:
            self._inline_imports(STYLE_SHEET, paths)
            paths = {**paths, STYLE_SHEET: (self, STYLE_SHEET)}
        yield from super().post_process(paths, dry_run, **options)

    def _inline_imports(self, name: str, paths: dict):
        """Read the source files: the collected style sheet may have its imports inlined already."""

        def text(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        folder = name.rpartition("/")[0]
        sheet = IMPORT.sub(lambda match: text(f"{folder}/{match[1]}"), text(name))
        sheet = INDENT.sub("\n", COMMENT.sub("", sheet))  # a quarter of it is written for who edits it
        sheet = IMAGE.sub(lambda match: f'url("{data_url(text(match[1]))}")', sheet)
        self.delete(name)
        self._save(name, ContentFile(sheet.encode()))
