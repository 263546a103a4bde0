package dev.mcpoauth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SendUserTest {
    @ParameterizedTest
    @CsvSource({
        "?state=s,                          ?state=s&prompt=select_account",
        "?prompt=consent&state=s,           ?prompt=consent%20select_account&state=s",
        "?state=s&prompt=login,             ?state=s&prompt=login%20select_account",
        "?state=s&prompt=select_account,    ?state=s&prompt=select_account",
        "?approval_prompt=consent&state=s,  ?approval_prompt=consent&state=s&prompt=select_account"
    })
    void another_account_is_asked_for_once_and_beside_what_the_provider_asks(
            String query, String asked) {
        String service = "https://service.example/authorize";

        assertEquals(service + asked, SendUser.choosing(URI.create(service + query)).toString());
    }
}
