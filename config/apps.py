"""The wiring app: settings, addresses, commands that cross every floor."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "Configuration"
