using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LiveTrading.Architecture.Tests;

/// <summary>The deciding core reads no clock, no random source, no socket, no file: its compiled code refers to none of them.</summary>
public sealed class EnginePurityTests
{
    private static readonly string[] _forbiddenNamespaces =
    [
        "System.Net", "System.Threading.Tasks", "System.Threading.Channels", "System.IO.Pipelines", "System.IO.MemoryMappedFiles", "Microsoft.Extensions",
    ];

    private static readonly string[] _forbiddenTypes =
    [
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.Monitor", "System.Threading.PeriodicTimer",
        "System.Threading.SemaphoreSlim", "System.Threading.ManualResetEventSlim", "System.Threading.Interlocked", "System.Threading.Volatile",
        "System.Random", "System.Environment", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.Security.Cryptography.RandomNumberGenerator", "System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.IO.RandomAccess",
        "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.Console",
    ];

    private static readonly string[] _forbiddenMembers =
    [
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now", "System.Guid.NewGuid",
        "System.DateTime.get_Today",
    ];

    [Fact]
    public void Engine_assembly_refers_to_nothing_that_reads_the_world()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "LiveTrading.Engine.dll"));
        using PEReader pe = new(file);
        MetadataReader metadata = pe.GetMetadataReader();
        List<string> found = [];
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            string name = FullName(metadata, handle);
            string space = metadata.GetString(metadata.GetTypeReference(handle).Namespace);
            if (_forbiddenTypes.Contains(name) || _forbiddenNamespaces.Any(n => space == n || space.StartsWith(n + ".", StringComparison.Ordinal)))
                found.Add(name);
        }

        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            string name = FullName(metadata, (TypeReferenceHandle)member.Parent) + "." + metadata.GetString(member.Name);
            if (_forbiddenMembers.Contains(name))
                found.Add(name);
        }

        Assert.Empty(found);
    }

    private static string FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
    }
}
