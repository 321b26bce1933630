namespace LiveTrading.IO.Tests;

public sealed class EventLoopsTests
{
    [Fact]
    public void Create_auto_says_what_was_chosen_and_why()
    {
        using EventLoop loop = EventLoops.Create();

        Assert.Equal(OperatingSystem.IsLinux() ? "epoll" : "sockets", loop.Backend);
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
    public void Create_option_that_does_not_exist_throws_naming_what_is_allowed()
    {
        ArgumentException backend = Assert.Throws<ArgumentException>(() => EventLoops.Create(new EventLoopOptions { Backend = (LoopBackend)9 }));
        ArgumentException wait = Assert.Throws<ArgumentException>(() => EventLoops.Create(new EventLoopOptions { Wait = (LoopWait)9 }));

        Assert.Contains("Epoll", backend.Message, StringComparison.Ordinal);
        Assert.Contains("Spin", wait.Message, StringComparison.Ordinal);
    }
}
