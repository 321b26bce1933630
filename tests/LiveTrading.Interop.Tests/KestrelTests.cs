using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests;

/// <summary><see cref="ServerBehaviour{TServer}"/> of ASP.NET's Kestrel, in this process.</summary>
public sealed class KestrelTests(KestrelServer server) : ServerBehaviour<KestrelServer>(server);
