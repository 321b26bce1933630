using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests.Proxies;

/// <summary><see cref="ProxyBehaviour{TProxy}"/> of squid.</summary>
public sealed class SquidTests(Squid proxy, KestrelServer server) : ProxyBehaviour<Squid>(proxy, server), IClassFixture<KestrelServer>;
