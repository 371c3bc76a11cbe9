using System.Text;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Scoring;

[Collection(MeasuredAlone.Name)]
public sealed class GzipBombTests
{
    [Fact]
    public async Task Read_GzipBomb_IsRefusedBeforeItIsInflated()
    {
        var filling = new byte[300 << 20];
        Array.Fill(filling, (byte)'x');
        byte[] table = [.. ScoringTexts.Gzip(Encoding.UTF8.GetBytes(ScoringTexts.Header)), .. ScoringTexts.Gzip(filling)];
        long before = GC.GetTotalAllocatedBytes();
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(table));

        Assert.Contains("limit", refusal.Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 150 << 20);
    }
}
