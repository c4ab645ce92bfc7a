"""Reference data: files that an administrator can read, and the loader that creates what is absent."""
