"""Accounts: login by e-mail (django-allauth), second factor, passwords."""

from __future__ import annotations

import os

from config.environnement import booleen

AUTHENTICATION_BACKENDS = ["comptes.web.authentification.AuthentificationComptes"]

# Common password of the demonstration's accounts (empty: the one of config/demo/comptes.py), refused elsewhere.
DEMO_MOT_DE_PASSE = os.environ.get("DEMO_MOT_DE_PASSE", "")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "entreprises:accueil"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "comptes.web.adaptateur.AdaptateurComptes"  # accounts are opened by invitation only
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Bâtissons nos emplois] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# The key of a failed login is the address and the client together: nobody can lock somebody else out.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/5m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_email": "3/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bâtissons nos emplois"
MFA_TOTP_TOLERANCE = 1
# Facilitators and administrators must set a second factor; on by default in production, off in the demonstration.
MFA_OBLIGATOIRE = booleen("MFA_OBLIGATOIRE", False)

# How many reverse proxies in front set X-Forwarded-For: the throttles count by the client's address.
MANDATAIRES_DE_CONFIANCE = ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MANDATAIRES_DE_CONFIANCE") or 0)

# CNIL recommendation 2022-100: a password alone needs about 80 bits, hence its length.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "prenom", "nom")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # people of small firms read their mail late; the link serves once
