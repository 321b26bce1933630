# Python websockets as a server for the interop tests: what it does with a connection is the path; each way of compressing
# has a port of its own. Arguments: certificate file, key file and, to require a client's certificate, the file of its root. Says its ports on standard output as one line of JSON.
import asyncio
import http
import json
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

try:
    from websockets.legacy.server import serve
except ImportError:
    from websockets import serve
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

DEFLATE = {
    "plain-answer": {},
    "server-alone": {"server_no_context_takeover": True},
    "client-alone": {"client_no_context_takeover": True},
    "both-alone": {"server_no_context_takeover": True, "client_no_context_takeover": True},
    "server-window": {"server_max_window_bits": 10},
    "client-window": {"client_max_window_bits": 10},
    "windows": {"server_max_window_bits": 9, "client_max_window_bits": 9},
}

closed = {}


def told(token):
    return closed.setdefault(token, asyncio.get_running_loop().create_future())


async def behave(ws, path, query):
    if path == "/echo":
        async for message in ws:
            await ws.send(message)
    elif path == "/fragments":
        count = int(query["count"])
        async for message in ws:
            size = max(1, len(message) // count)
            await ws.send([message[i * size:] if i == count - 1 else message[i * size:(i + 1) * size] for i in range(count)])
    elif path == "/ping":
        await (await ws.ping("are you there"))
        await ws.send("pong are you there")
        await ws.wait_closed()
    elif path == "/close":
        if "code" in query:
            await ws.close(int(query["code"]), query.get("reason", ""))
        else:
            # The library always sends a code: this is the frame without one.
            await ws.write_frame(True, 8, b"")
            await ws.wait_closed()
    elif path == "/burst":
        for i in range(int(query["count"])):
            await ws.send("message %d" % i)
        await ws.wait_closed()
    elif path == "/headers":
        headers = {name.lower(): value for name, value in ws.request_headers.raw_items()}
        tls = ws.transport.get_extra_info("ssl_object")
        if tls is not None:
            headers["x-tls-protocol"] = tls.version()
            headers["x-tls-name"] = str(getattr(tls, "asked_name", None))
        await ws.send(json.dumps(headers))
        await ws.wait_closed()
    elif path == "/vanish":
        async for message in ws:
            if message != "vanish":
                await ws.send(message)
                continue
            ws.transport.write(b"\x81\x7e\x03\xe8half a mess")
            ws.transport.close()
    elif path == "/tell":
        await ws.send(await told(query["token"]))


async def handle(ws, path=None):
    parts = urlsplit(ws.path)
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    try:
        await behave(ws, parts.path, query)
    finally:
        await ws.wait_closed()
        token = query.get("token")
        if token is not None and not told(token).done():
            told(token).set_result("%s %s" % (ws.close_code, ws.close_reason))


async def refuse(path, headers):
    parts = urlsplit(path)
    if parts.path == "/refuse":
        return http.HTTPStatus(int(parse_qs(parts.query)["status"][0])), [], b"no\n"
    return None


def context(certificate, key, root, version):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    tls.minimum_version = tls.maximum_version = version

    if root is not None:
        tls.load_verify_locations(root)
        tls.verify_mode = ssl.CERT_REQUIRED

    def note(connection, name, _):
        connection.asked_name = name

    tls.sni_callback = note
    return tls


async def main(certificate, key, root=None):
    async def listen(extensions=None, **more):
        server = await serve(
            handle, "127.0.0.1", 0, compression=None, extensions=extensions, subprotocols=["trade.v2"], max_size=64 << 20,
            write_limit=1 << 20, ping_interval=None, process_request=refuse, **more)
        return server.sockets[0].getsockname()[1]

    ports = {
        "plain": await listen(),
        "tls12": await listen(ssl=context(certificate, key, root, ssl.TLSVersion.TLSv1_2)),
        "tls13": await listen(ssl=context(certificate, key, root, ssl.TLSVersion.TLSv1_3)),
    }
    for name, parameters in DEFLATE.items():
        ports[name] = await listen(extensions=[ServerPerMessageDeflateFactory(**parameters)])
    print(json.dumps(ports), flush=True)
    await asyncio.Future()


asyncio.run(main(*sys.argv[1:]))
