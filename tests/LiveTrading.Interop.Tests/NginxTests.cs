using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests;

/// <summary><see cref="ServerBehaviour{TServer}"/> of nginx as a TLS front before Kestrel.</summary>
public sealed class NginxTests(NginxServer server) : ServerBehaviour<NginxServer>(server);
