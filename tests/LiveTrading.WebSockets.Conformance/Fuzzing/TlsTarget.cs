using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>
/// Our TLS, client and server half, against the platform's, over real sockets, with a wrong done to one record on its way:
/// no callback throws, nothing but what was sent is delivered, in order, and every connection ends, with one clear line. A
/// record that is only cut into pieces changes nothing.
/// </summary>
internal sealed class TlsTarget : IFuzzTarget
{
    private const string HostName = "fuzz.test";
    private const int LongestText = 500;

    // Turns without a byte moved, of at most 2 ms each, after which a connection that waits for a lost record is ended.
    private const int QuietTurns = 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly X509Certificate2 _certificate = Make();

    public string Name => "TLS";

    public void RunCorpus()
    {
        foreach ((TlsPlan plan, string what) in Corpus.Tls())
        {
            try
            {
                Play(plan, LoopBackend.Auto);
            }
            catch (FuzzFailedException error)
            {
                throw new FuzzFailedException($"{what}: {error.Message}");
            }
        }
    }

    public void Run(Random random)
    {
        TlsPlan plan = TlsPlan.Make(random);
        Play(plan, random.Next(3) switch { 0 => LoopBackend.Auto, 1 when OperatingSystem.IsLinux() => LoopBackend.Epoll, _ => LoopBackend.Sockets });
    }

    private void Play(TlsPlan plan, LoopBackend backend)
    {
        Random random = new(plan.Seed);
        byte[] fromUs = Bytes(random), toUs = Bytes(random);
        List<Exception> errors = [];
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = backend });
        loop.UnhandledError = errors.Add;
        OurHalf ours = new(fromUs, toUs.Length);
        using TlsPeer peer = Connect(loop, plan, ours, toUs, fromUs.Length, out TlsMiddle middle);
        Drive(loop, plan, ours, peer, middle);

        string where = $"{plan} on {loop.Backend}";
        Require(errors.Count == 0, where, errors.Count == 0 ? "" : $"a callback threw {errors[0]}");
        Require(toUs.AsSpan().StartsWith(ours.Received.ToArray()), where, "our half was given what was not sent to it");
        Require(fromUs.AsSpan().StartsWith(peer.Received), where, "the platform's half was given what was not sent to it");
        Require(ours.Ends == 1, where, $"our half ended {ours.Ends} times");
        Require(ours.Text.Length < LongestText && !ours.Text.Any(char.IsControl), where, $"our half ended with '{ours.Text}'");
        if (plan.IsHarmless)
            Require(ours.Received.Count == toUs.Length && peer.IsComplete, where, $"{ours.Received.Count} of {toUs.Length} bytes came to us, {peer.Received.Length} of {fromUs.Length} from us; '{ours.Text}'");
    }

    private TlsPeer Connect(EventLoop loop, TlsPlan plan, OurHalf ours, byte[] toUs, int fromUs, out TlsMiddle middle)
    {
        if (plan.OursIsClient)
        {
            TlsPeer server = TlsPeer.Serve(toUs, fromUs, plan.IsTls12, _certificate, out int port);
            middle = new TlsMiddle(loop, port, plan);
            int way = loop.Listen(new ListenOptions(), middle).Port;
            ours.WasBegun = true;
            loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = way, Tls = true, TlsHostName = HostName, ExtraRoots = [_certificate] }, ours);
            return server;
        }
        int served = loop.Listen(new ListenOptions { Certificate = _certificate }, new Acceptor(ours)).Port;
        middle = new TlsMiddle(loop, served, plan);
        return TlsPeer.Dial(toUs, fromUs, plan.IsTls12, HostName, _certificate, loop.Listen(new ListenOptions(), middle).Port);
    }

    private static void Drive(EventLoop loop, TlsPlan plan, OurHalf ours, TlsPeer peer, TlsMiddle middle)
    {
        var clock = Stopwatch.StartNew();
        int quiet = 0;
        while ((ours.Ends == 0 && ours.WasBegun) || !peer.Done.IsCompleted)
        {
            long before = middle.Moved;
            loop.RunOnce(quiet == 0 ? 0 : 2_000_000);
            middle.Pump();
            quiet = middle.Moved == before ? quiet + 1 : 0;
            if (quiet > QuietTurns && !plan.IsHarmless)
                middle.End();
            Require(clock.Elapsed < _patience, plan.ToString(), $"hangs: our half ended {ours.Ends} times, '{ours.Text}', {ours.Received.Count} bytes received; the platform's {(peer.Done.IsCompleted ? "ended" : "has not")}");
        }
    }

    private static void Require(bool holds, string where, string what)
    {
        if (!holds)
            throw new FuzzFailedException($"{where}: {what}");
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(3) switch { 0 => random.Next(10), 1 => random.Next(2000), _ => random.Next(80_000) }];
        random.NextBytes(bytes);
        return bytes;
    }

    private static X509Certificate2 Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + HostName, key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(HostName);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Acceptor(OurHalf ours) : IStreamAcceptor
    {
        public IStreamHandler? OnAccepted(LoopStream stream)
        {
            ours.WasBegun = true;
            return ours;
        }
    }

    /// <summary>Sends its bytes as there is room, and ends in order when it has all it waits for.</summary>
    private sealed class OurHalf(byte[] toSend, int toReceive) : IStreamHandler
    {
        private int _sent;

        public List<byte> Received { get; } = [];

        public int Ends { get; private set; }

        public string Text { get; private set; } = "";

        /// <summary>A server's half may never come to be.</summary>
        public bool WasBegun { get; set; }

        public void OnConnected(LoopStream stream)
        {
            WasBegun = true;
            Go(stream);
        }

        public int OnReceived(LoopStream stream, Span<byte> data)
        {
            Received.AddRange(data);
            Go(stream);
            return data.Length;
        }

        public void OnSendReady(LoopStream stream) => Go(stream);

        public void OnReceiveEnded(LoopStream stream) => stream.Close();

        public void OnClosed(LoopStream stream, in StreamCloseInfo info)
        {
            Ends++;
            Text = info.Text;
        }

        private void Go(LoopStream stream)
        {
            if (_sent < toSend.Length)
                _sent += stream.Offer(toSend.AsSpan(_sent));
            if (_sent == toSend.Length && Received.Count >= toReceive)
                stream.ShutdownSend();
        }
    }
}
