import { OmnichatApi } from '../../credentials/OmnichatApi.credentials';
import { Omnichat } from '../../nodes/Omnichat/Omnichat.node';
import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';

test.each([
	['Omnichat', new Omnichat().description],
	['Omnichat Trigger', new OmnichatTrigger().description],
	['Omnichat API', { ...new OmnichatApi() }],
])('whoever changes what the editor shows of %s sees it in a review', (_name, shown) => {
	expect(shown).toMatchSnapshot();
});
