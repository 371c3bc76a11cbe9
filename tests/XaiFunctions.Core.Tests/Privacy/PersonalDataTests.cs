using XaiFunctions.Core.Privacy;

namespace XaiFunctions.Core.Tests.Privacy;

/// <summary>Examples of the standards and of payment networks' test numbers; none is anybody's.</summary>
public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("ada@example.com", PersonalDataKind.Email)]
    [InlineData("write to Ada.L+x@mail.example.co.uk.", PersonalDataKind.Email)]
    [InlineData("GB82 WEST 1234 5698 7654 32", PersonalDataKind.Iban)]
    [InlineData("de89370400440532013000", PersonalDataKind.Iban)]
    [InlineData("078-05-1120", PersonalDataKind.SocialSecurityNumber)]
    [InlineData("4111 1111 1111 1111", PersonalDataKind.CardNumber)]
    [InlineData("378282246310005", PersonalDataKind.CardNumber)]
    [InlineData("+44 20 7946 0958", PersonalDataKind.Phone)]
    [InlineData("(202) 555-0143", PersonalDataKind.Phone)]
    public void Add_PersonalValue_IsFound(string value, PersonalDataKind kind)
    {
        var scan = new PersonalDataScan("x1");
        scan.Add(value);
        scan.Add(null);

        Assert.Equal(new PersonalDataFinding("x1", kind, false, 1, 1), Assert.Single(scan.Findings()));
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("GB83WEST12345698765432")]
    [InlineData("000-12-3456")]
    [InlineData("666-12-3456")]
    [InlineData("078-05 1120")]
    [InlineData("2024-05-17")]
    [InlineData("17.05.2024")]
    [InlineData("12345.678")]
    [InlineData("-12345678.25")]
    [InlineData("a@b")]
    [InlineData("@example.com")]
    [InlineData("a@@example.com")]
    [InlineData("+12")]
    [InlineData("car")]
    [InlineData("1234567890123456789012345")]
    public void Add_OrdinaryValue_IsNotFound(string value)
    {
        var scan = new PersonalDataScan("x1");
        scan.Add(value);

        Assert.Empty(scan.Findings());
    }

    [Fact]
    public void Findings_NumbersThatPassLuhnByChance_AreNoCards()
    {
        var scan = new PersonalDataScan("amount");
        for (long number = 0; number < 500; number++)
            scan.Add($"{4_000_000_000_000_000 + (number * 7919)}");

        Assert.Empty(scan.Findings());
    }

    [Theory]
    [InlineData("customerEmail", PersonalDataKind.Email)]
    [InlineData("E-Mail", PersonalDataKind.Email)]
    [InlineData("last_name", PersonalDataKind.PersonName)]
    [InlineData("Date of birth", PersonalDataKind.BirthDate)]
    [InlineData("SSN", PersonalDataKind.SocialSecurityNumber)]
    [InlineData("zip", PersonalDataKind.Address)]
    [InlineData("user_id", PersonalDataKind.Identifier)]
    public void Findings_TellingName_IsFoundWithoutValues(string column, PersonalDataKind kind) =>
        Assert.Contains(new PersonalDataScan(column).Findings(), finding => finding.Kind == kind && finding.ByName && finding.Values == 0);

    [Theory]
    [InlineData("age")]
    [InlineData("income")]
    [InlineData("cellar_area")]
    [InlineData("span")]
    [InlineData("checking_status")]
    public void Findings_OrdinaryName_IsNotFound(string column) => Assert.Empty(new PersonalDataScan(column).Findings());

    [Fact]
    public void Hidden_SmallCells_AndTheNextSmallestAreHidden()
    {
        Assert.Equal([true, true, false, false], SmallCells.Hidden([3, 20, 50, 40], 11));
        Assert.Equal([true, false, true, false], SmallCells.Hidden([6, 20, 7, 0], 11));
        Assert.Equal([false, false, false], SmallCells.Hidden([0, 11, 12], 11));
        Assert.Equal([true], SmallCells.Hidden([5], 11));
    }

    /// <summary>A small cell of a 2 x 3 table with known margins: one more in its row, one more in its column, and one where these two meet others that are known.</summary>
    [Fact]
    public void Hidden_TableWithMargins_LeavesNoCellAloneInItsLine()
    {
        int[][] lines = [[0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]];

        bool[] hidden = SmallCells.Hidden([3, 20, 50, 30, 40, 60], lines, 11);

        Assert.Equal([true, true, false, true, true, false], hidden);
        Assert.All(lines, line => Assert.NotEqual(1, line.Count(cell => hidden[cell])));
        Assert.Equal([false, false, false, false, false, false], SmallCells.Hidden([13, 20, 50, 30, 40, 60], lines, 11));
    }
}
