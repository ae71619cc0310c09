"""The edge: HTTP, the command line, sign-in, records and the page. `app` puts it all together."""
