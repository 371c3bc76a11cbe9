using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void Core_References_NothingButTheBaseLibrariesAndTensors()
    {
        string[] allowed =
        [
            "System.Runtime", "System.Collections", "System.Linq", "System.Memory", "System.Numerics.Tensors", "System.Numerics.Vectors",
            "System.Security.Cryptography", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "System.Threading", "System.Runtime.Numerics", "System.Text.Json",
        ];

        Assert.Empty(typeof(IModel).Assembly.GetReferencedAssemblies().Select(name => name.Name).Except(allowed));
    }
}
