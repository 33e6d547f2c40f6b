"""Settings of the portal, read from the environment. Each variable is described in docs/settings.md."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from .environment import Environment, SettingError

env = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", default=BASE_DIR / "var")

# Development works with nothing set; everywhere else the portal starts only with its own key and host names.

DEVELOPMENT_KEY = "django-insecure-development-only-never-on-a-server"

DEBUG = env.flag("DEBUG", default=True)
SECRET_KEY = env.secret_key("SECRET_KEY", default=DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")

if not DEBUG:
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not globals()[name]]
    if missing:
        raise SettingError(f"Set {' and '.join(missing)} to run the portal with DEBUG off.")

TLS = env.flag("TLS", default=not DEBUG)
PORTAL_URL = env.origin(
    "PORTAL_URL",
    default="http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0].lstrip('.')}",
    tls=TLS,
)

# Applications: ours stand first, so that their templates win over Wagtail's.

INSTALLED_APPS = [
    "admm_site.operations",
    "admm_site.feedback",
    "admm_site.editorial",
    "admm_site.exports",
    "admm_site.search",
    "admm_site.pages",
    "admm_site.changes",
    "initiatives",
    "meetings",
    "admm_site.documents",
    "admm_site.reference",
    "admm_site.withdrawals",
    "admm_site.accounts",
    "admm_site.audit",
    "admm_site.core",
    "admm_site.withdrawals.apps.PublicRedirectsConfig",  # in place of wagtail.contrib.redirects
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "corsheaders",
    "django_tasks_db",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "admm_site.monitoring.monitoring_middleware",
    "admm_site.middleware.empty_head_response_middleware",
    "admm_site.security_headers.security_headers_middleware",
    "admm_site.operations.unavailable.UnavailableMiddleware",
    "admm_site.core.response_cache.ResponseCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "admm_site.middleware.CompressTextMiddleware",
    "admm_site.middleware.join_short_streams_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "admm_site.editorial.edit_links.private_to_editors_middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "admm_site.core.site.site_middleware",
    "admm_site.core.private_files.visitor_middleware",
    "admm_site.as_of_middleware.AsOfMiddleware",
    "admm_site.middleware.keep_query_on_redirect_middleware",
    "admm_site.withdrawals.middleware.WithdrawnPagesMiddleware",
    "admm_site.withdrawals.middleware.PublicRedirectMiddleware",
]

ROOT_URLCONF = "admm_site.urls"
WSGI_APPLICATION = "admm_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database: one file to start with, PostgreSQL by DATABASE_URL.

# Whether a pooler gives each transaction another connection: nothing else can be kept in one.
TRANSACTION_POOLING = env.flag("TRANSACTION_POOLING", default=False)
READ_ONLY = env.flag("READ_ONLY", default=False)  # each connection refuses to write
if READ_ONLY and TRANSACTION_POOLING:
    raise SettingError("READ_ONLY would hold for other clients of the pooler: name the database itself.")
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if ":" not in DATABASES["default"]["NAME"]:  # neither in memory nor opened in another way
        env.make_folder("DATABASE_URL", Path(DATABASES["default"]["NAME"]).parent)
    # Readers never wait for the writer, and writers queue for up to 5 s instead of failing half-way.
    # Once tables have statistics, SQLite prefers an index that it makes for the one query to a better one:
    # with 150 initiatives, the list of progress took 1.4 s instead of 0.1 s.
    pragmas = "PRAGMA automatic_index = OFF;"
    DATABASES["default"]["OPTIONS"] = {"timeout": 5}
    if "?" not in DATABASES["default"]["NAME"]:  # else opened for reading only
        DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED" if READ_ONLY else "IMMEDIATE"
        pragmas += "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
    DATABASES["default"]["OPTIONS"]["init_command"] = pragmas
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that can't be reached, or that vanishes without closing the connection, is given up on.
    timeouts = {"connect_timeout": env.number("CONNECT_TIMEOUT", default=5, least=2)}
    timeouts |= {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    timeouts["tcp_user_timeout"] = 30_000  # milliseconds
    DATABASES["default"]["OPTIONS"] = timeouts | DATABASES["default"].get("OPTIONS", {})
    if TRANSACTION_POOLING:
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:  # Prepared statements: planning a query of a page takes longer than executing it.
        DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}

STATEMENT_TIMEOUT = env.number("STATEMENT_TIMEOUT", default=30)  # seconds; 0 for none
DATABASES["default"]["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", default=600)

# Where `manage.py periodic` puts a backup each night, one for each day of the week; empty for none.
BACKUP_DIR = env.optional_folder("BACKUP_DIR")

# Megabytes of free space below which /readyz says that the disk is nearly full.
MIN_FREE_MB = env.number("MIN_FREE_MB", default=500)

# Who may read /metrics.
METRICS_NETWORKS = env.networks("METRICS_NETWORKS", default="127.0.0.0/8,::1")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Cache and search: in the process and in the database, until a second machine asks for more.

REDIS_CACHE = "admm_site.cache.OptionalRedisCache"
MAX_ENTRIES = {  # in the process: the least recently used are evicted
    "default": 10_000,  # counts of requests, and what Wagtail caches
    "responses": 1_000,  # the pages of today
    "long_tail": 300,  # their other addresses: filters, searches, past dates, exports, 404
    "queries": 500,
}
CACHES = {
    alias: env.cache("CACHE_URL", default="locmemcache://", redis_backend=REDIS_CACHE, alias=alias)
    for alias in MAX_ENTRIES
}
# What Wagtail caches until a signal of Django says that it has changed, which other processes don't hear:
# renditions of images, here not at all, and addresses of sites, here under the version of the content.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
CACHES["default"]["KEY_FUNCTION"] = "admm_site.core.content_version.versioned_cache_key"
# Pictures for links are drawn once for what they say.
CACHES["previews"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": VAR_DIR / "previews",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 2000},
}
for alias, max_entries in MAX_ENTRIES.items():
    if CACHES[alias]["BACKEND"].endswith("LocMemCache"):
        CACHES[alias]["OPTIONS"] = {"MAX_ENTRIES": max_entries}

# Whole responses are cached until the content changes. What stands in front of the portal may use a response
# for some seconds without asking, and for some more while it asks or can't reach the portal.
RESPONSE_CACHE = env.flag("RESPONSE_CACHE", default=True)
SHARED_CACHE_SECONDS = env.number("SHARED_CACHE_SECONDS", default=0)
SHARED_CACHE_STALE_SECONDS = env.number("SHARED_CACHE_STALE_SECONDS", default=0)

WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "admm_site.search.backends",
        "SEARCH_CONFIG": "simple",  # PostgreSQL: the portal itself reduces words to stems
    }
}

# Background work: at once and in the process by default, by a worker with TASKS=database. What Wagtail itself
# puts off stays in the transaction of the save: the index of references, of which follows what the public may
# read, is among it. It runs once for all that is saved together.

IMMEDIATE = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
TASKS = {
    "default": {"BACKEND": "admm_site.core.task_backend.BatchingBackend"},
    "background": {
        "immediate": IMMEDIATE,
        "database": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }[env.choice("TASKS", ("immediate", "database"), default="immediate")],
}
TASK_MINUTES = env.number("TASK_MINUTES", default=15, least=1)  # after which its worker was killed

# Language and time: the portal keeps the time of the ASEAN Secretariat.

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Asia/Jakarta"
USE_I18N = len(LANGUAGES) > 1  # with one language, each text would be looked up in vain
USE_TZ = True

FILTERS_EMPTY_CHOICE_LABEL = _("Any")

# Files: uploads have no public URL of their own; views hand them out after asking whether they are public.

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", default=VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", default=VAR_DIR / "media")

# Or in a bucket that several machines share (S3), from which the portal itself sends them.
OBJECT_STORE = env.object_store("STORAGE_URL")
STORAGE_TIMEOUT = env.number("STORAGE_TIMEOUT", default=4, least=1)  # seconds

# nginx sends them, each time on the portal's word.
X_ACCEL = env.flag("X_ACCEL", default=False) and not OBJECT_STORE

# The account of the portal writes them, its group may read them, for a backup.
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

STORAGES = {
    "default": {"BACKEND": "admm_site.documents.s3_storage.PortalS3Storage", "OPTIONS": OBJECT_STORE}
    if OBJECT_STORE
    else {"BACKEND": "admm_site.documents.storage.PortalFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "admm_site.storage.PortalStaticFilesStorage",
        # Public, and perhaps handed out by a web server with an account of its own.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # static files are for the portal's own pages

WAGTAILDOCS_DOCUMENT_MODEL = "documents.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "admm_site.documents.forms.PortalDocumentForm"
WAGTAILDOCS_CONTENT_TYPES = {  # what a machine knows of them depends on what it has installed
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WAGTAILDOCS_EXTENSIONS = list(WAGTAILDOCS_CONTENT_TYPES)
REFUSE_ACTIVE_CONTENT = env.flag("REFUSE_ACTIVE_CONTENT", default=True)  # scripts, macros, attachments
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.number("MAX_DOCUMENT_MB", default=50, least=1) * 1024 * 1024

WAGTAILIMAGES_IMAGE_MODEL = "documents.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "admm_site.documents.image_forms.PortalImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.number("MAX_IMAGE_MB", default=20, least=1) * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a meeting with sixty participants passes Django's limit of 1,000

# Wagtail: editors' addresses, and nothing that asks a third party.

WAGTAIL_SITE_NAME = "ADMM portal"
WAGTAILADMIN_BASE_URL = PORTAL_URL
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAIL_AUTOSAVE_INTERVAL = (
    0  # publishing during the first autosave makes the page twice, and it rewrites revisions
)
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []

# Security: everything over TLS outside of development. TLS=false is for trying that out on one's own machine.

SECURE_SSL_REDIRECT = TLS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes come from inside, without TLS
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
if TLS:  # browsers take cookies of these names from this host alone, and over TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
HSTS_SECONDS = env.number("HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_SECONDS = HSTS_SECONDS if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:  # only where the proxy itself sets or removes this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CSRF_FAILURE_VIEW = "admm_site.editorial.sign_in_again.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

SILENCED_SYSTEM_CHECKS = [
    "otp_webauthn.E031",  # PORTAL_URL may be an IP address, or without TLS: then nobody is offered a passkey
    "security.W019",  # X_FRAME_OPTIONS is not DENY: the editors' preview is a frame of the same origin
    "security.W021",  # HSTS preload binds the whole domain for good: its owner decides on that
]

LOGIN_REDIRECT_URL = "/"  # for readers of private pages; the admin has its own

# A second factor is required of whoever may publish. The portal counts wrong codes itself.
SECOND_FACTOR = env.flag("SECOND_FACTOR", default=not DEBUG)
OTP_TOTP_ISSUER = WAGTAIL_SITE_NAME
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0

# Passkeys belong to the host of PORTAL_URL. Browsers make none for an IP address, or without TLS other than
# for localhost.
OTP_WEBAUTHN_RP_ID = urlsplit(PORTAL_URL).hostname
OTP_WEBAUTHN_RP_NAME = WAGTAIL_SITE_NAME
OTP_WEBAUTHN_ALLOWED_ORIGINS = [PORTAL_URL.lower()]
OTP_WEBAUTHN_TIMEOUT_SECONDS = 300  # for a challenge

# OpenID Connect: the identity provider of the organisation, in place of the password; off without an issuer.
OIDC_ISSUER = env.identity_provider("OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.words("OIDC_NAME", default="your organisation")
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise SettingError("OIDC_ISSUER is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, which it gave you.")

SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", default=120, least=5)  # in the admin
AUDIT_DAYS = env.number("AUDIT_DAYS", default=730, least=30)  # the database lets nothing younger be deleted

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# The API: anybody's script may read it. How often one address may ask is counted in the cache.

API_RATE = env.rate("API_RATE", default="300/min")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "accept-language", "cache-control", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Link", "Retry-After"]
REST_FRAMEWORK = {
    "NUM_PROXIES": env.number("PROXIES", default=1 if BEHIND_PROXY else 0),
    "URL_FORMAT_OVERRIDE": None,  # `format` is a filter of meetings
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "ADMM portal",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ActivityKind": "initiatives.choices.ActivityKind",
        "AreaKind": "admm_site.reference.choices.AreaKind",
        "ChairRole": "meetings.choices.ChairRole",
        "CountryRole": "admm_site.reference.choices.CountryRole",
        "DocumentKind": "admm_site.documents.choices.DocumentKind",
        "DocumentLanguage": "admm_site.documents.choices.DocumentLanguage",
        "Framework": "meetings.choices.Framework",
        "LeadRole": "initiatives.choices.LeadRole",
        "Level": "meetings.choices.Level",
        "EventFormat": "admm_site.core.choices.EventFormat",
        "EventStatus": "admm_site.core.choices.EventStatus",
        "PaperKind": "initiatives.choices.PaperKind",
        "ParticipationRole": "meetings.choices.ParticipationRole",
        "ReportedStatus": "initiatives.choices.STORED_STATUSES",
        "Status": "initiatives.choices.Status",
        "Verb": "meetings.choices.Verb",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "admm_site.api.description.require_only_ids",
    ],
}

# Under which terms the portal's own records may be used again: said on a page, in exports, feeds and the API.

REUSE_LICENCE_NAME = env.words("REUSE_LICENCE_NAME", default="CC BY 4.0")
REUSE_LICENCE_URL = env.web_address(
    "REUSE_LICENCE_URL", default="https://creativecommons.org/licenses/by/4.0/"
)
SPECTACULAR_SETTINGS["LICENSE"] = {"name": REUSE_LICENCE_NAME, "url": REUSE_LICENCE_URL}

# Reports of errors: stored for the editors, and mailed to whoever is named here.

ERROR_REPORTS_TO = env.mail_addresses("ERROR_REPORTS_TO")
ERROR_REPORT_RATE = env.rate("ERROR_REPORT_RATE", default="5/hour")
ERROR_REPORTS_A_DAY = env.number("ERROR_REPORTS_A_DAY", default=200)

# Mail: printed in development, handed to the machine's own mail server elsewhere.

SMTP = "admm_site.mail.SMTPBackend"
MAIL_SERVER = "consolemail://" if DEBUG else "smtp://localhost:25"
vars().update(env.mail("EMAIL_URL", default=MAIL_SERVER, smtp_backend=SMTP))
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", default=10, least=1)  # seconds
SECURITY_CONTACT = env.contact("SECURITY_CONTACT", default=f"mailto:security@{urlsplit(PORTAL_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.mail_address(
    "MAIL_FROM", default=f"portal@{urlsplit(PORTAL_URL).hostname}"
)

# Log: one stream, for whatever runs the process to keep.

LOG_LEVEL = env.log_level("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.choice("LOG_FORMAT", ("plain", "json"), default="plain")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "admm_site.log_format.PlainFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "admm_site.log_format.JSONFormatter"},
    },
    "filters": {
        "without_client_errors": {
            "()": "django.utils.log.CallbackFilter",
            "callback": "ext://admm_site.log_format.without_client_errors",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["without_client_errors"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL},
        "admm_site.requests": {"level": "WARNING" if DEBUG else LOG_LEVEL},  # runserver writes its own
        "django_tasks": {"level": "WARNING"},  # two lines for each index update otherwise
    },
}

SENTRY_DSN = env.error_tracker("SENTRY_DSN")  # where unhandled errors are sent; empty for nowhere

# Responses that other code or other settings made are not used.
ENVIRONMENT_DIGEST = env.digest()
