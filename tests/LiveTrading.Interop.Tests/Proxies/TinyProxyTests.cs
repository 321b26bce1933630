using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests.Proxies;

/// <summary><see cref="ProxyBehaviour{TProxy}"/> of tinyproxy.</summary>
public sealed class TinyProxyTests(TinyProxy proxy, KestrelServer server) : ProxyBehaviour<TinyProxy>(proxy, server), IClassFixture<KestrelServer>;
