"""Uploaded files that count how many bytes are read."""

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

lengths_read: list[int] = []


class CountedUpload(TemporaryUploadedFile):
    def read(self, *args):
        content = self.file.read(*args)
        lengths_read.append(len(content))
        return content

    def readinto(self, buffer):
        length = self.file.readinto(buffer)
        lengths_read.append(length)
        return length


class CountingHandler(TemporaryFileUploadHandler):
    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file = CountedUpload(self.file_name, self.content_type, 0, self.charset, self.content_type_extra)
