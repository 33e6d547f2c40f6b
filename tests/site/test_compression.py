"""Pages are compressed; files keep their length."""

import gzip

from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from admm_site.middleware import CompressTextMiddleware

TEXT = "What the defence ministers decided. " * 50


def compress(response, accepts="gzip"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return CompressTextMiddleware(lambda _request: response)(request)


def test_a_page_is_compressed_for_a_browser_that_takes_it():
    response = compress(HttpResponse(TEXT))

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == TEXT


def test_a_page_is_left_alone_for_a_browser_that_does_not():
    assert compress(HttpResponse(TEXT), accepts="identity").content.decode() == TEXT


def test_a_file_keeps_its_length(tmp_path, db):
    file = tmp_path / "declaration.pdf"
    file.write_text(TEXT)

    response = compress(FileResponse(file.open("rb")))

    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(len(TEXT))
    response.close()


def test_the_length_of_a_page_follows_from_its_content_and_the_secret_key(settings):
    lengths = {key: [] for key in ("one", "other")}
    for key, page_lengths in lengths.items():
        settings.SECRET_KEY = key
        for letter in "abcdefgh" * 2:
            page_lengths.append(len(compress(HttpResponse(letter + TEXT)).content))

    assert lengths["one"][:8] == lengths["one"][8:]
    assert len(set(lengths["one"])) > 2
    assert lengths["one"] != lengths["other"]
