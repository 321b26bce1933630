using LiveTrading.IO.Files;

namespace LiveTrading.IO.Tests.Files;

public sealed class DirectorySyncTests
{
    [Fact]
    public void Existing_directory_is_forced_out()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lt-sync-ü-");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, "a"), "a");
            DirectorySync.Flush(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Missing_directory_is_an_error_that_names_it()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows needs no sync of directories");
        IOException e = Assert.Throws<IOException>(() => DirectorySync.Flush("/no-such-directory-here"));
        Assert.Contains("/no-such-directory-here", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, e.HResult);
    }
}
