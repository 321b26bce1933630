namespace LiveTrading.IO.Tests.Uring;

/// <summary>Loops on io_uring; where the kernel offers none, the test is skipped with the reason.</summary>
internal static class UringLoops
{
    internal static EventLoop Create()
    {
        try
        {
            return EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.IoUring });
        }
        catch (Exception error) when (error is LoopIOException or PlatformNotSupportedException)
        {
            Assert.Skip(error.Message);
            throw;
        }
    }
}
