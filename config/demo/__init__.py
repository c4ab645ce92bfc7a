"""Demonstration data: real sites, invented firms, people and hours, entered through the services in past months."""
