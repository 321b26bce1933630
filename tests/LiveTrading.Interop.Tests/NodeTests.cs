using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests;

/// <summary><see cref="ServerBehaviour{TServer}"/> of npm's <c>ws</c>.</summary>
public sealed class NodeTests(NodeServer server) : ServerBehaviour<NodeServer>(server);
