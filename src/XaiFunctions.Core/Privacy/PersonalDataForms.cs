namespace XaiFunctions.Core.Privacy;

/// <summary>The forms of personal data, as values are written.</summary>
internal static class PersonalDataForms
{
    private const int LongestIban = 34;

    /// <summary>Whether one of the words of a text is an e-mail address: something, an @, and a domain with a dot and a top level of letters.</summary>
    public static bool HasEmail(ReadOnlySpan<char> text)
    {
        foreach (Range word in text.SplitAny(" \t\r\n,;<>()\"'"))
        {
            if (IsEmail(text[word].TrimEnd('.')))
                return true;
        }

        return false;
    }

    /// <summary>13 to 19 digits, with spaces or hyphens between them, whose last is the check digit of ISO/IEC 7812-1 (Luhn).</summary>
    public static bool IsCardNumber(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[20];
        int count = Digits(text, " -", digits);
        return count is >= 13 and <= 19 && digits[0] is >= '2' and <= '6' && PassesLuhn(digits[..count]);
    }

    /// <summary>Two letters, two check digits and up to 30 letters and digits whose remainder by 97 is 1 (ISO 7064), with spaces between them.</summary>
    public static bool IsIban(ReadOnlySpan<char> text)
    {
        Span<char> packed = stackalloc char[LongestIban];
        int count = 0;
        foreach (char character in text)
        {
            if (character == ' ')
                continue;
            if (count == packed.Length || !char.IsAsciiLetterOrDigit(character))
                return false;
            packed[count++] = char.ToUpperInvariant(character);
        }

        if (count < 15 || !char.IsAsciiLetter(packed[0]) || !char.IsAsciiLetter(packed[1]) || !char.IsAsciiDigit(packed[2]) || !char.IsAsciiDigit(packed[3]))
            return false;

        int remainder = 0;
        for (int at = 0; at < count; at++)
        {
            char character = packed[(at + 4) % count];
            remainder = char.IsAsciiDigit(character) ? ((remainder * 10) + character - '0') % 97 : ((remainder * 100) + character - 'A' + 10) % 97;
        }

        return remainder == 1;
    }

    /// <summary>AAA-GG-SSSS with the separators, no part 0, and no area 666 or from 900 on.</summary>
    public static bool IsSocialSecurityNumber(ReadOnlySpan<char> text)
    {
        if (text.Length != 11 || text[3] is not ('-' or ' ') || text[6] != text[3])
            return false;
        return TryNumber(text[..3], out int area) && TryNumber(text[4..6], out int group) && TryNumber(text[7..], out int serial)
            && area is > 0 and < 900 and not 666 && group > 0 && serial > 0;
    }

    /// <summary>A plus sign and 8 to 15 digits (E.164), or 10 to 15 digits with at least two separators or brackets among them.</summary>
    public static bool IsPhone(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[20];
        bool international = text[0] == '+';
        int count = Digits(international ? text[1..] : text, " -./()", digits);
        if (international)
            return count is >= 8 and <= 15;

        int separators = 0;
        foreach (char character in text)
            separators += char.IsAsciiDigit(character) ? 0 : 1;

        // Dates have two separators and at most 8 digits; a number may begin with a minus sign.
        return count is >= 10 and <= 15 && separators >= 2 && text[0] != '-';
    }

    private static bool IsEmail(ReadOnlySpan<char> word)
    {
        int at = word.IndexOf('@');
        if (at is < 1 or > 64 || word.LastIndexOf('@') != at)
            return false;

        foreach (char character in word[..at])
        {
            if (!char.IsLetterOrDigit(character) && !"!#$%&*+-/=?^_`{|}~.".Contains(character, StringComparison.Ordinal))
                return false;
        }

        ReadOnlySpan<char> domain = word[(at + 1)..];
        int dot = domain.LastIndexOf('.');
        if (dot < 1 || domain.Length - dot < 3 || domain.Length > 255)
            return false;
        foreach (char character in domain[..dot])
        {
            if (!char.IsLetterOrDigit(character) && character is not ('-' or '.'))
                return false;
        }

        foreach (char character in domain[(dot + 1)..])
        {
            if (!char.IsLetter(character))
                return false;
        }

        return true;
    }

    private static bool PassesLuhn(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int place = 0; place < digits.Length; place++)
        {
            int digit = digits[^(place + 1)] - '0';
            sum += place % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }

    // The digits of a text that holds nothing else but separators; 0 if it does, or has too many.
    private static int Digits(ReadOnlySpan<char> text, string separators, Span<char> digits)
    {
        int count = 0;
        foreach (char character in text)
        {
            if (separators.Contains(character, StringComparison.Ordinal))
                continue;
            if (!char.IsAsciiDigit(character) || count == digits.Length)
                return 0;
            digits[count++] = character;
        }

        return count;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (char character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;
            number = (number * 10) + character - '0';
        }

        return true;
    }
}
