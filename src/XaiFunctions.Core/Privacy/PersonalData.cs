namespace XaiFunctions.Core.Privacy;

/// <summary>What kind of personal data a value or a column's name looks like.</summary>
public enum PersonalDataKind
{
    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>The number of a payment card: 13 to 19 digits with a Luhn check digit.</summary>
    CardNumber,

    /// <summary>An international bank account number with its check digits (ISO 13616).</summary>
    Iban,

    /// <summary>A United States social security number in its usual form.</summary>
    SocialSecurityNumber,

    /// <summary>A telephone number with a country code, or with separators as people write it.</summary>
    Phone,

    /// <summary>The name of a person, by the column's name only.</summary>
    PersonName,

    /// <summary>A postal address, by the column's name only.</summary>
    Address,

    /// <summary>A date of birth, by the column's name only.</summary>
    BirthDate,

    /// <summary>An identifier of a person, by the column's name only.</summary>
    Identifier,
}

/// <summary>A column that looks like personal data. No value is kept.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="ByName">Whether its name says so.</param>
/// <param name="Matches">The values that look like it.</param>
/// <param name="Values">The values looked at, the missing ones not counted.</param>
public sealed record PersonalDataFinding(string Column, PersonalDataKind Kind, bool ByName, long Matches, long Values);

/// <summary>
/// Looks for personal data in names and values of columns: forms with check digits where there are any, so that ordinary numbers are not taken for them. A scan finds what looks like it; it
/// cannot say that there is none.
/// </summary>
/// <param name="column">The column's name.</param>
public sealed class PersonalDataScan(string column)
{
    // One number in ten passes Luhn's check by chance, so a column of card numbers has to pass far more often.
    private const double CardShare = 0.3;
    private const double PhoneShare = 0.3;

    // a@b.cd; every other form is longer. Most cells of a table are shorter, and need no look.
    private const int ShortestForm = 6;

    private static readonly (PersonalDataKind Kind, string[] Words)[] Names =
    [
        (PersonalDataKind.Email, ["email", "mail"]),
        (PersonalDataKind.CardNumber, ["card number", "credit card", "cardnumber", "creditcard", "pan"]),
        (PersonalDataKind.Iban, ["iban", "bank account", "account number"]),
        (PersonalDataKind.SocialSecurityNumber, ["ssn", "social security", "national id", "tax id", "passport"]),
        (PersonalDataKind.Phone, ["phone", "telephone", "mobile", "cell", "fax"]),
        (PersonalDataKind.PersonName, ["first name", "last name", "full name", "surname", "firstname", "lastname", "fullname", "name"]),
        (PersonalDataKind.Address, ["address", "street", "postcode", "zip", "zipcode", "postal code"]),
        (PersonalDataKind.BirthDate, ["birth date", "birthdate", "birthday", "date of birth", "dob"]),
        (PersonalDataKind.Identifier, ["customer id", "user id", "person id", "client id", "patient id", "customerid", "userid", "username", "login", "ip address"]),
    ];

    private readonly long[] matches = new long[Enum.GetValues<PersonalDataKind>().Length];
    private long values;

    /// <summary>Looks at a value; null and empty are left out.</summary>
    public void Add(string? value)
    {
        ReadOnlySpan<char> text = value.AsSpan().Trim();
        if (text.IsEmpty)
            return;

        values++;
        if (text.Length < ShortestForm)
            return;
        if (PersonalDataForms.HasEmail(text))
            matches[(int)PersonalDataKind.Email]++;
        else if (PersonalDataForms.IsIban(text))
            matches[(int)PersonalDataKind.Iban]++;
        else if (PersonalDataForms.IsSocialSecurityNumber(text))
            matches[(int)PersonalDataKind.SocialSecurityNumber]++;
        else if (PersonalDataForms.IsCardNumber(text))
            matches[(int)PersonalDataKind.CardNumber]++;
        else if (PersonalDataForms.IsPhone(text))
            matches[(int)PersonalDataKind.Phone]++;
    }

    /// <summary>What the column looks like so far.</summary>
    public IReadOnlyList<PersonalDataFinding> Findings() =>
    [
        .. Enum.GetValues<PersonalDataKind>()
            .Select(kind => new PersonalDataFinding(column, kind, IsNamed(kind), matches[(int)kind], values))
            .Where(finding => finding.ByName || finding.Matches > Least(finding.Kind)),
    ];

    private double Least(PersonalDataKind kind) => kind switch
    {
        PersonalDataKind.CardNumber => CardShare * values,
        PersonalDataKind.Phone => PhoneShare * values,
        _ => 0,
    };

    private bool IsNamed(PersonalDataKind kind)
    {
        // "customerEmail_address" is read as " customer email address ".
        string spaced = " " + string.Concat(column.Select((character, at) =>
            !char.IsLetterOrDigit(character) ? " "
            : at > 0 && char.IsUpper(character) && char.IsLower(column[at - 1]) ? " " + char.ToLowerInvariant(character)
            : char.ToLowerInvariant(character).ToString())) + " ";
        return Names.Single(entry => entry.Kind == kind).Words.Any(word => spaced.Contains($" {word} ", StringComparison.Ordinal));
    }
}
