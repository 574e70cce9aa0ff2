package io.easyml.versioning.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.easyml.messaging.WorldAtFaultException;
import io.easyml.versioning.settings.VersioningSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvcRemoteTests {

    private static final UUID PROJECT = UUID.fromString("0193e9d6-0000-7000-8000-000000000001");

    private static DvcRemote remote(String url) {
        return new DvcRemote(new VersioningSettings(
                "postgresql://u:p@db:5432/easyml", "http://mlflow:5000", "/m", "/d", url, "/g", "/w", "/python", 24));
    }

    @Test
    void aPasswordIsForTheUploadAndNeverCommittedOrShown() {
        var remote = remote("webdavs://ada:tops3cret@files.example.org/dvc/");

        assertThat(remote.urlOf(PROJECT)).isEqualTo("webdavs://ada:tops3cret@files.example.org/dvc/" + PROJECT);
        assertThat(remote.publicUrlOf(PROJECT)).isEqualTo("webdavs://ada@files.example.org/dvc/" + PROJECT);
        assertThat(remote.redacted("no answer from webdavs://ada:tops3cret@files.example.org/x"))
                .isEqualTo("no answer from webdavs://***@files.example.org/x");
    }

    @Test
    void eachProjectHasAPlaceOfItsOwn() {
        assertThat(remote("s3://bucket/dvc").publicUrlOf(PROJECT)).isEqualTo("s3://bucket/dvc/" + PROJECT);
        assertThat(remote("/data/remote/").urlOf(PROJECT)).isEqualTo("/data/remote/" + PROJECT);
        assertThat(remote("file:///data/remote").urlOf(PROJECT)).isEqualTo("/data/remote/" + PROJECT);
    }

    @Test
    void aDirectoryThatIsNotThereIsTheWorldsFaultAndIsOnlyMadeOnAnEmptyPlatform(@TempDir Path folder)
            throws IOException {
        var remote = remote(folder.resolve("remote").toString());

        assertThatThrownBy(remote::check)
                .isInstanceOf(WorldAtFaultException.class)
                .hasMessageContaining("is not there");
        remote.create();
        assertThatCode(remote::check).doesNotThrowAnyException();
    }
}
