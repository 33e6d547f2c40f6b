// Details chosen for all files are posted with each of them: their fields join the form of the upload.
document.getElementById("fileupload").form.append(document.getElementById("details-for-all"));
