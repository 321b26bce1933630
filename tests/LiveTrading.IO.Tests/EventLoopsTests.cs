namespace LiveTrading.IO.Tests;

public sealed class EventLoopsTests
{
    [Fact]
    public void Create_auto_says_what_was_chosen_and_why()
    {
        using EventLoop loop = EventLoops.Create();

        Assert.Contains(loop.Backend, OperatingSystem.IsLinux() ? ["io_uring", "epoll"] : (string[])["sockets"]);
        Assert.StartsWith(loop.Backend, loop.BackendChoice, StringComparison.Ordinal);
        Assert.Contains("because", loop.BackendChoice, StringComparison.Ordinal);
        Assert.Contains("blocking", loop.BackendChoice, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_sockets_as_configured()
    {
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets, Wait = LoopWait.Spin });

        Assert.Equal("sockets", loop.Backend);
        Assert.Equal("sockets, as configured; spinning", loop.BackendChoice);
    }

    [Fact]
    public void Create_hybrid_says_how_long_it_spins()
    {
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets, Wait = LoopWait.Hybrid, SpinFor = TimeSpan.FromMicroseconds(80) });

        Assert.Equal("sockets, as configured; spinning for 80 µs, then blocking", loop.BackendChoice);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11_000_000)]
    public void Create_spinning_time_out_of_range_throws(int micros) =>
        Assert.Throws<ArgumentException>(() => EventLoops.Create(new EventLoopOptions { SpinFor = TimeSpan.FromMicroseconds(micros) }));

    [Fact]
    public void Create_option_that_does_not_exist_throws_naming_what_is_allowed()
    {
        ArgumentException backend = Assert.Throws<ArgumentException>(() => EventLoops.Create(new EventLoopOptions { Backend = (LoopBackend)9 }));
        ArgumentException wait = Assert.Throws<ArgumentException>(() => EventLoops.Create(new EventLoopOptions { Wait = (LoopWait)9 }));

        Assert.Contains("Epoll", backend.Message, StringComparison.Ordinal);
        Assert.Contains("Spin", wait.Message, StringComparison.Ordinal);
    }
}
