using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Servers;

/// <summary>npm's <c>ws</c> on Node.js (Debian: node-ws).</summary>
public sealed class NodeServer : ScriptedServer
{
    // Where Debian puts it; Debian's own node looks there by itself, others must be told.
    private const string DebianModules = "/usr/share/nodejs";

    private static readonly string? _node = Requirement.Find("node");

    public NodeServer()
        : base(WhatIsMissing(), _node, "ws-server.js", new Dictionary<string, string> { ["NODE_PATH"] = $"{DebianModules}:{Environment.GetEnvironmentVariable("NODE_PATH")}" })
    {
    }

    public override string DeflateAddress(DeflateServer how, string path)
    {
        ArgumentNullException.ThrowIfNull(how);
        return $"{Address(Transport.Plain, path)}?{how.Query}";
    }

    private static string? WhatIsMissing()
    {
        if (_node is null)
            return "Node.js is not installed (Debian: nodejs, node-ws)";
        string[] folders = [DebianModules, .. (Environment.GetEnvironmentVariable("NODE_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];
        return folders.Any(static f => Directory.Exists(Path.Combine(f, "ws"))) ? null : "npm's ws is not installed (Debian: node-ws)";
    }
}
