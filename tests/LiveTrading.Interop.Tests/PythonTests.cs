using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests;

/// <summary><see cref="ServerBehaviour{TServer}"/> of Python's <c>websockets</c>.</summary>
public sealed class PythonTests(PythonServer server) : ServerBehaviour<PythonServer>(server);
