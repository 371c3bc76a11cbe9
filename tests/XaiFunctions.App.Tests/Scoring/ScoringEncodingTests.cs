using System.Text;
using XaiFunctions.App.Options;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Scoring;

public sealed class ScoringEncodingTests
{
    private const string Text = ScoringTexts.Header + "41,2.5,true,Rome,Zürich €\n";

    public static TheoryData<string, byte[]> Encodings() => new()
    {
        { "utf-8", Encoding.UTF8.GetBytes(Text) },
        { "utf-8", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "utf-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
        { "utf-16BE", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "utf-32", [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Text)] },
        { "utf-16", Encoding.Unicode.GetBytes(Text.Replace("€", "e")) },
        { "utf-16BE", Encoding.BigEndianUnicode.GetBytes(Text.Replace("€", "e")) },
        { "windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Read_UsualEncodings_GiveTheSameText(string encoding, byte[] bytes)
    {
        ReadText read = await ScoringTexts.ReadAsync(bytes);

        Assert.StartsWith("Zürich", read.Text(0, 4));
        Assert.Contains(encoding, read.Description);
        Assert.Equal(encoding == "windows-1252", read.EncodingGuessed);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Read_GzipOfAnyEncoding_IsInflated(string encoding, byte[] bytes)
    {
        ReadText read = await ScoringTexts.ReadAsync(ScoringTexts.Gzip(bytes));

        Assert.StartsWith("Zürich", read.Text(0, 4));
        Assert.EndsWith($"{encoding}, gzip", read.Description);
    }

    [Fact]
    public async Task Read_DeclaredCharset_IsTaken()
    {
        ReadText read = await ScoringTexts.ReadAsync(Encoding.Latin1.GetBytes(Text.Replace("€", "é")), charset: "iso-8859-1");
        Assert.Equal("Zürich é", read.Text(0, 4));
        Assert.False(read.EncodingGuessed);
    }

    [Fact]
    public async Task Read_UnknownCharset_IsRefused() =>
        await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(Encoding.UTF8.GetBytes(Text), charset: "klingon"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_BytesThatAreNoUtf8BehindTheSniffedPart_RejectTheirRow(bool jsonLines)
    {
        string row = jsonLines ? "{\"age\":1,\"income\":1,\"member\":true,\"city\":\"Rome\",\"note\":\"é\"}\n" : "1,1,1,Rome,é\n";
        byte[] head = Encoding.UTF8.GetBytes((jsonLines ? "" : ScoringTexts.Header) + string.Concat(Enumerable.Repeat(row, 10_000)));
        ReadText read = await ScoringTexts.ReadAsync([.. head, .. Encoding.Latin1.GetBytes(row)], maxRows: 20_000);

        Assert.Equal(10_000, read.Accepted.Count);
        Assert.Equal(("note", "holds bytes that are no text in the file's encoding"), (read.Rejected.Single().Column, read.Rejected.Single().Problem));
    }

    [Fact]
    public async Task Read_GzipBombOfGoodRows_IsRefusedWithTheRatio()
    {
        byte[] rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,1,1,Rome,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 100_000)));
        byte[] bomb = ScoringTexts.Gzip([.. Encoding.UTF8.GetBytes(ScoringTexts.Header), .. rows]);
        var limits = new ScoringLimits { InflationGrace = 1 << 20, MaxInflation = 100 };
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(bomb, limits, maxRows: 1_000_000));
        Assert.Equal("The file inflates to more than 100 times its size (limit MaxInflation).", refusal.Message);
    }

    [Fact]
    public async Task Read_TextOverTheLimit_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(Text, new ScoringLimits { MaxBytes = 20 }));
        Assert.Equal("The file holds more than 20 bytes of text (limit MaxBytes).", refusal.Message);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Read_GzipThatIsCutOff_IsRefused(int kept)
    {
        byte[] noise = new byte[5000];
        new Random(4).NextBytes(noise);
        byte[] gzip = ScoringTexts.Gzip(Encoding.UTF8.GetBytes(Text + Convert.ToBase64String(noise)));
        await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(gzip[..kept]));
    }

    [Fact]
    public async Task Read_GzipThatIsDamaged_IsRefused()
    {
        byte[] gzip = ScoringTexts.Gzip(Encoding.UTF8.GetBytes(ScoringTexts.Header + string.Concat(Enumerable.Range(0, 1000).Select(age => $"{age},1,1,Rome,{age * 7919}\n"))));
        gzip[gzip.Length / 2] ^= 0xFF;
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => ScoringTexts.ReadAsync(gzip, maxRows: 10_000));
        Assert.Contains("damaged", refusal.Message);
    }
}
