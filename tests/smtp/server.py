"""A mail server for tests, which takes mails, refuses them or misbehaves as it is told.

    server.py DIR [--port N] [--tls none|starttls|implicit] [--cert FILE --key FILE]
              [--login USER:PASSWORD] [--utf8]

Prints its port when it listens. Every attempt is a line of JSON in DIR/received: what was
said, how the connection was, and how it ended. DIR/behaviour holds a word that counts from
the next command on:

    accept      takes the mail (as without the file)
    421         goes away when a mail begins
    450, 550    refuses the recipient for now, for good
    451, 554    refuses the mail for now, for good, after it was sent
    hang        says nothing any more when a mail begins
    drop        closes the connection in the middle of the mail
"""

import argparse
import asyncio
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

FOREVER = 3600


class Postbox:
    def __init__(self, folder, login):
        self.folder = pathlib.Path(folder)
        self.login = login

    def behaviour(self):
        try:
            return (self.folder / "behaviour").read_text().strip()
        except FileNotFoundError:
            return "accept"

    def note(self, server, outcome):
        session, envelope = server.session, server.envelope
        content = envelope.content
        line = {
            "outcome": outcome,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "mail": content.decode("utf-8", "replace") if content else None,
            "tls": server.transport.get_extra_info("sslcontext") is not None,
            "login": session.auth_data,
            "hello": session.host_name,
            "peer": session.peer[1],
        }
        with (self.folder / "received").open("a") as file:
            file.write(json.dumps(line) + "\n")

    async def handle_MAIL(self, server, session, envelope, address, options):
        behaviour = self.behaviour()
        if behaviour == "hang":
            self.note(server, "hang")
            await asyncio.sleep(FOREVER)
        if behaviour == "421":
            self.note(server, "421")
            return "421 4.3.2 closing"
        if self.login and session.auth_data is None:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        behaviour = self.behaviour()
        if behaviour in ("450", "550"):
            self.note(server, behaviour)
            # Servers like to repeat the address.
            return f"{behaviour} <{address}> not here"
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        behaviour = self.behaviour()
        if behaviour in ("451", "554"):
            self.note(server, behaviour)
            return f"{behaviour} no mail for {envelope.rcpt_tos[0]}"
        self.note(server, "250")
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        if given != self.login:
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=data.login.decode())


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.behaviour() != "drop":
            return await super().smtp_DATA(arg)
        await self.push("354 go on")
        await self._reader.readline()
        self.event_handler.note(self, "drop")
        self.transport.abort()


def context(arguments):
    if not arguments.cert:
        return None
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(arguments.cert, arguments.key)
    return tls


async def serve(arguments):
    postbox = Postbox(arguments.folder, arguments.login)
    tls = context(arguments)
    implicit = arguments.tls == "implicit"

    def protocol():
        return Server(
            postbox,
            hostname="mail.example.test",
            ident="test",
            enable_SMTPUTF8=arguments.utf8,
            tls_context=tls if arguments.tls == "starttls" else None,
            require_starttls=arguments.tls == "starttls",
            auth_require_tls=arguments.tls == "starttls",
            authenticator=postbox.authenticate if arguments.login else None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        protocol, "127.0.0.1", arguments.port, ssl=tls if implicit else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--login")
    parser.add_argument("--utf8", action="store_true")
    asyncio.run(serve(parser.parse_args()))


main()
