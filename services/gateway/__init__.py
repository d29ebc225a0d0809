"""gateway owns who may sign in, and as what. Its pages show what the services say; it holds no business rule or data.

It publishes nothing. It listens to `registry.people`: who is erased there can't sign in here.
"""
